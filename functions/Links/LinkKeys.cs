using System.Globalization;
using System.Security.Cryptography;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>The keyed hashes of links: names of rows, and codes. Their keys are in no table.</summary>
internal sealed class LinkKeys(AddressKeys keys)
{
    private const int CodeDigits = 8;
    private const int Codes = 100_000_000;

    private readonly byte[] _rows = keys.Derive("links");
    private readonly byte[] _codes = keys.Derive("link codes");

    /// <summary>A code: 8 digits, each code as likely as any other.</summary>
    public static string NewCode() => RandomNumberGenerator.GetInt32(Codes).ToString("D8", CultureInfo.InvariantCulture);

    /// <summary>Whether this can be a code.</summary>
    public static bool IsCode(string? text) => text is { Length: CodeDigits } && text.All(char.IsAsciiDigit);

    /// <summary>What is stored of a code; good for one link only.</summary>
    public byte[] CodeOf(Guid link, string code) => Mac(_codes, link.ToString("N"), code);

    /// <summary>The name of a link's row.</summary>
    public string RowOf(Guid link) => Name("link", link.ToString("N"));

    /// <summary>The name of what is said about two accounts, whichever comes first.</summary>
    public string PairOf(Address one, Address two)
    {
        var isInOrder = (string.CompareOrdinal(one.Partner, two.Partner), string.CompareOrdinal(one.User, two.User)) is ( < 0, _) or (0, <= 0);
        var (first, second) = isInOrder ? (one, two) : (two, one);
        return Name("pair", first.Partner, first.User, second.Partner, second.User);
    }

    /// <summary>The name of what is counted for a user.</summary>
    public string CounterOf(string what, Address user) => Name("count", what, user.Partner, user.User);

    private string Name(params ReadOnlySpan<string> parts) => Convert.ToHexString(Mac(_rows, parts));

    private static byte[] Mac(byte[] key, params ReadOnlySpan<string> parts)
    {
        var mac = new byte[HMACSHA256.HashSizeInBytes];
        AddressKeys.Mac(key, parts, mac);
        return mac;
    }
}
