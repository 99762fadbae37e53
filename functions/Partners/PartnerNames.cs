using System.Buffers;

namespace Relay.Functions.Partners;

/// <summary>The form of partners' names and key ids: safe in tables, blob names, session ids and logs.</summary>
public static class PartnerNames
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> KeyIdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>The rule of names, for problem details.</summary>
    public const string NameRule = "2 to 32 lower-case letters, digits and hyphens, beginning with a letter";

    /// <summary>The rule of key ids, for problem details.</summary>
    public const string KeyIdRule = "1 to 64 letters, digits, dots, hyphens and underscores";

    /// <summary>Whether this can be a partner's name.</summary>
    public static bool IsName(string text) =>
        text.Length is >= 2 and <= 32 && char.IsAsciiLetterLower(text[0]) && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>Whether this can be a key id.</summary>
    public static bool IsKeyId(string text) =>
        text.Length is >= 1 and <= 64 && !text.AsSpan().ContainsAnyExcept(KeyIdCharacters);
}
