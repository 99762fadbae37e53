using System.Buffers;

namespace Relay.Client.Accounts;

/// <summary>
/// Partners' and users' names as parts of a path. Their characters all may stand in a path as they are, so nothing on the
/// way has a reason to change the path that was signed.
/// </summary>
internal static class Names
{
    private const int MostLength = 128;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~@+-");

    /// <exception cref="ArgumentException">The name is empty, too long, has other characters, or is a dot segment of a path.</exception>
    internal static string Require(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (name.Length is 0 or > MostLength || name.AsSpan().ContainsAnyExcept(Characters) || name is "." or "..")
            throw new ArgumentException("1 to 128 characters of A-Z a-z 0-9 . _ ~ @ + - are wanted, and not one or two dots alone.", parameter);
        return name;
    }
}
