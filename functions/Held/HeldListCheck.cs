using System.Globalization;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Held;

/// <summary>Reads the query of a list of what is held.</summary>
internal static class HeldListCheck
{
    public const int LargestPage = 1000;

    private const int DefaultPage = 100;

    private static readonly string[] Names = ["partner", "sender", "reason", "before", "max", "cursor"];

    /// <summary>What is asked for, or what is wrong with it.</summary>
    public static (HeldQuery? Query, (string Partner, string Key)? After, int Most, Problem? Problem) Read(IQueryCollection query)
    {
        if (query.FirstOrDefault(one => !Names.Contains(one.Key, StringComparer.Ordinal) || one.Value.Count != 1) is { Key: { } name })
            return Refused(name, "a known parameter, given once");

        string? Text(string parameter) => query[parameter] is [{ } value] ? value : null;

        if (Text("partner") is { } partner && partner != HeldKeys.UnreadablePartition && !PartnerNames.IsName(partner))
            return Refused("partner", PartnerNames.NameRule);
        if (Text("sender") is { } sender && !PartnerNames.IsName(sender))
            return Refused("sender", PartnerNames.NameRule);

        HeldReason? reason = null;
        if (Text("reason") is { } word && (reason = HeldWords.Reason(word)) is null)
            return Refused("reason", HeldWords.ReasonRule);

        DateTimeOffset? before = null;
        if (Text("before") is { } time)
        {
            if (!DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) || parsed < DateTimeOffset.UnixEpoch)
                return Refused("before", "a time of RFC 3339, from 1970 on");
            before = parsed;
        }

        var most = DefaultPage;
        if (Text("max") is { } max && (!int.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > LargestPage))
            return Refused("max", "a number from 1 to the limit", LargestPage);

        (string, string)? after = null;
        if (Text("cursor") is { } cursor && (after = HeldWords.ReadCursor(cursor)) is null)
            return Refused("cursor", "the cursor of the page before");

        return (new HeldQuery(Text("partner"), Text("sender"), reason, before), after, most, null);
    }

    private static (HeldQuery?, (string, string)?, int, Problem?) Refused(string field, string rule, long? limit = null) =>
        (null, null, 0, Problems.Malformed(field, rule, limit));
}
