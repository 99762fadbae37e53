namespace Relay.Cli.Operators;

/// <summary>The form of partners' names: what has another is refused before it becomes part of a path.</summary>
internal static class PartnerName
{
    public const string Rule = "A partner's name has 2 to 32 lower-case letters, digits and hyphens, and begins with a letter.";

    public static bool IsOne(string text) =>
        text.Length is >= 2 and <= 32 && char.IsAsciiLetterLower(text[0]) && text.All(one => char.IsAsciiLetterLower(one) || char.IsAsciiDigit(one) || one == '-');
}
