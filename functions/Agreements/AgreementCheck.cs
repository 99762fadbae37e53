using Relay.Functions.Accept.Protocols;
using Relay.Functions.Hosting;

namespace Relay.Functions.Agreements;

/// <summary>Says which rule an operator's terms or order break.</summary>
internal static class AgreementCheck
{
    /// <summary>The longest note or contact.</summary>
    public const int MostCharacters = 200;

    private const int LongestUrl = 500;
    private const string TextRule = "text without control characters, in characters at most";

    /// <summary>The problem with some terms; null when there is none.</summary>
    public static Problem? Check(AgreementTerms terms, DateTimeOffset now)
    {
        if (terms.RequestedAt > now)
            return Problems.Malformed("requestedAt", "not in the future");
        if (terms.LiveBy is { } last && terms.RequestedAt is { } requested && last < DateOnly.FromDateTime(requested.UtcDateTime))
            return Problems.Malformed("liveBy", "not before the request");
        return CheckEvidence(terms.Evidence ?? []) ?? CheckQuotas(terms.Quotas ?? AgreementQuotas.None) ?? CheckContacts(terms.Contacts ?? new());
    }

    /// <summary>The problem with the words of a change; null when there is none.</summary>
    public static Problem? Check(StateOrder order) =>
        StateWords.Read(order.State) is null ? Problems.Malformed("state", StateWords.Rule) : CheckText("note", order.Note);

    private static Problem? CheckEvidence(IReadOnlyList<ProtocolEvidence> evidence)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < evidence.Count; i++)
        {
            if (evidence[i]?.Protocol is not { } protocol || protocol == SignalProtocol.Word || !ProtocolShapes.Names.Contains(protocol) || !seen.Add(protocol))
                return Problems.Malformed($"evidence[{i}].protocol", $"one of {string.Join(", ", ProtocolShapes.Names.Where(name => name != SignalProtocol.Word))}, each once");
            if (evidence[i].Url is not { IsAbsoluteUri: true } url || url.Scheme != Uri.UriSchemeHttps || url.AbsoluteUri.Length > LongestUrl)
                return Problems.Malformed($"evidence[{i}].url", "an https address, in characters at most", LongestUrl);
            if (evidence[i].Date == default)
                return Problems.Malformed($"evidence[{i}].date", "a day: yyyy-mm-dd");
        }

        return null;
    }

    private static Problem? CheckQuotas(AgreementQuotas quotas)
    {
        if (quotas.EnvelopesPerSecond < 1)
            return Problems.Malformed("quotas.envelopesPerSecond", "1 or more");
        if (quotas.BytesPerSecond < 1)
            return Problems.Malformed("quotas.bytesPerSecond", "1 or more");
        return quotas.ParkedBytes < 1 ? Problems.Malformed("quotas.parkedBytes", "1 or more") : null;
    }

    private static Problem? CheckContacts(AgreementContacts contacts) =>
        CheckText("contacts.technical", contacts.Technical) ?? CheckText("contacts.security", contacts.Security) ?? CheckText("contacts.legal", contacts.Legal);

    private static Problem? CheckText(string field, string? text) =>
        text is null || (text.Length is > 0 and <= MostCharacters && !text.Any(char.IsControl)) ? null : Problems.Malformed(field, TextRule, MostCharacters);
}
