using System.Buffers;
using System.Security.Cryptography;
using Relay.Functions.People;

namespace Relay.Functions.Finding;

/// <summary>What people are known by: a handle or a telephone number, in the one form in which it is compared.</summary>
/// <param name="Kind"><see cref="Handle"/> or <see cref="Number"/>.</param>
/// <param name="Value">Normalised.</param>
internal readonly record struct Identifier(string Kind, string Value)
{
    /// <summary>A name that its network gives once.</summary>
    public const string Handle = "handle";

    /// <summary>A telephone number (E.164).</summary>
    public const string Number = "number";

    /// <summary>The rule of kinds, for problem details.</summary>
    public const string KindRule = "handle or number";

    /// <summary>The longest value as it may come; spaces and the like are taken out of it.</summary>
    public const int LongestRaw = 100;

    private const int LeastHandle = 3;
    private const int MostHandle = 64;
    private const int LeastDigits = 7;
    private const int MostDigits = 15;

    private const char FirstFullWidth = '\uFF01';
    private const char LastFullWidth = '\uFF5E';
    private const int FullWidthOffset = FirstFullWidth - '!';

    private static readonly SearchValues<char> HandleCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>The rule of values of a kind, for problem details.</summary>
    public static string RuleOf(string kind) => kind == Handle
        ? "3 to 64 of a-z, 0-9 and ._-, after capitals and full-width forms are folded"
        : "+ and 7 to 15 digits, the first not 0 (E.164); spaces, hyphens, dots and parentheses are left out";

    /// <summary>Whether this is a kind.</summary>
    public static bool IsKind(string? kind) => kind is Handle or Number;

    /// <summary>Brings a value into its form; null when it has none.</summary>
    public static Identifier? Normalise(string kind, string? raw)
    {
        if (raw is null || raw.Length > LongestRaw)
            return null;
        // Compatibility forms of the same letters (NFKC) are what full-width letters and digits are; other scripts are refused, so
        // that no handle looks like another one.
        var text = string.Create(raw.Length, raw, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = from[i] is >= FirstFullWidth and <= LastFullWidth ? (char)(from[i] - FullWidthOffset) : from[i];
        });
        return kind == Handle ? OfHandle(text.ToLowerInvariant()) : OfNumber(text);
    }

    /// <summary>The name of its partition: a keyed hash, 64 hexadecimal digits.</summary>
    public string HashWith(ReadOnlySpan<byte> key)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        AddressKeys.Mac(key, [Kind, Value], mac);
        return Convert.ToHexString(mac);
    }

    private static Identifier? OfHandle(string text) =>
        text.Length is >= LeastHandle and <= MostHandle && !text.AsSpan().ContainsAnyExcept(HandleCharacters) ? new Identifier(Handle, text) : null;

    private static Identifier? OfNumber(string text)
    {
        var digits = string.Concat(text.Where(c => c is not (' ' or '-' or '.' or '(' or ')')));
        return digits is ['+', >= '1' and <= '9', ..] && digits.Length - 1 is >= LeastDigits and <= MostDigits && digits.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0
            ? new Identifier(Number, digits)
            : null;
    }
}
