using System.Buffers;

namespace Relay.Functions.People;

/// <summary>The form of user ids: opaque to the relay, chosen by the partner.</summary>
public static class UserIds
{
    /// <summary>The longest user id.</summary>
    public const int MaxLength = 128;

    /// <summary>The rule, for problem details.</summary>
    public const string Rule = "1 to 128 letters, digits and ._~@+-, not one or two dots alone";

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~@+-");

    /// <summary>Whether this can be a user id.</summary>
    public static bool IsUserId(string text) =>
        // One or two dots alone vanish from a path.
        text is not ("." or "..") &&
        text.Length is >= 1 and <= MaxLength && !text.AsSpan().ContainsAnyExcept(Characters);
}
