using System.Buffers;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Profiles;

/// <summary>
/// The rules of profiles. The sizes are those of Signal's profile ciphers: few, so that a size tells nearly nothing of what is in
/// it, and an unencrypted name does not have one by chance.
/// </summary>
public static class ProfileCheck
{
    /// <summary>Bytes that a name can have.</summary>
    public static readonly IReadOnlyList<int> NameLengths = [81, 285];

    /// <summary>Bytes that a text about oneself can have.</summary>
    public static readonly IReadOnlyList<int> AboutLengths = [156, 282, 540];

    private const int VersionLength = 64;
    private const string VersionRule = "64 lower-case hexadecimal digits";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>What is wrong with a profile; null when nothing is.</summary>
    public static Problem? Check(ProfileSettings settings)
    {
        if (!IsVersion(settings.Version))
            return Problems.Malformed("version", VersionRule, VersionLength);
        if (settings.Name is null || !NameLengths.Contains(settings.Name.Length))
            return Problems.Malformed("name", "base64 of 81 or 285 bytes of ciphertext");
        if (settings.About is not null && !AboutLengths.Contains(settings.About.Length))
            return Problems.Malformed("about", "base64 of 156, 282 or 540 bytes of ciphertext");
        return null;
    }

    /// <summary>What is wrong with a question; null when nothing is.</summary>
    public static Problem? Check(ProfileQuestion question)
    {
        if (question.From is null || !UserIds.IsUserId(question.From))
            return Problems.Malformed("from", UserIds.Rule, UserIds.MaxLength);
        if (question.To?.Partner is null || !PartnerNames.IsName(question.To.Partner))
            return Problems.Malformed("to.partner", PartnerNames.NameRule);
        if (question.To.User is null || !UserIds.IsUserId(question.To.User))
            return Problems.Malformed("to.user", UserIds.Rule, UserIds.MaxLength);
        return IsVersion(question.Version) ? null : Problems.Malformed("version", VersionRule, VersionLength);
    }

    private static bool IsVersion(string? text) => text is { Length: VersionLength } && !text.AsSpan().ContainsAnyExcept(Digits);
}
