using System.Globalization;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Usage;

/// <summary>What an operator asks for of usage.</summary>
/// <param name="Partner">Whose; null for all.</param>
/// <param name="From">Begin.</param>
/// <param name="To">End.</param>
/// <param name="Step">How points are put together.</param>
internal sealed record UsageQuery(string? Partner, DateTimeOffset From, DateTimeOffset To, TimeSpan Step)
{
    /// <summary>Steps of one answer.</summary>
    public const int MostSteps = 1500;

    private const int MinuteSeconds = 60;
    private const int LongestStepSeconds = 31 * 24 * 3600;
    private const string TimeRule = "a time of RFC 3339, from 1970 on";

    private static readonly TimeSpan DefaultLength = TimeSpan.FromHours(1);
    private static readonly string[] Names = ["partner", "from", "to", "step"];

    /// <summary>Reads the query, or says what is wrong with it. Left out: all partners, the last hour, minutes.</summary>
    public static (UsageQuery? Query, Problem? Problem) Read(IQueryCollection query, DateTimeOffset now)
    {
        if (query.FirstOrDefault(one => !Names.Contains(one.Key, StringComparer.Ordinal) || one.Value.Count != 1) is { Key: { } name })
            return Refused(name, "a known parameter, given once");

        string? Text(string parameter) => query[parameter] is [{ } value] ? value : null;

        if (Text("partner") is { } partner && !PartnerNames.IsName(partner))
            return Refused("partner", PartnerNames.NameRule);
        if (Time(Text("to"), now) is not { } to)
            return Refused("to", TimeRule);
        if (Time(Text("from"), to - DefaultLength) is not { } from)
            return Refused("from", TimeRule);
        if (from >= to)
            return Refused("from", "before to");

        var step = MinuteSeconds;
        if (Text("step") is { } seconds
            && (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out step) || step is < MinuteSeconds or > LongestStepSeconds || step % MinuteSeconds != 0))
        {
            return Refused("step", "seconds: a multiple of 60, up to the limit", LongestStepSeconds);
        }

        if ((to - from).TotalSeconds / step > MostSteps)
            return Refused("step", "as long as leaves at most this many steps from from to to", MostSteps);
        return (new UsageQuery(Text("partner"), from, to, TimeSpan.FromSeconds(step)), null);
    }

    private static DateTimeOffset? Time(string? text, DateTimeOffset otherwise)
    {
        if (text is null)
            return otherwise;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time >= DateTimeOffset.UnixEpoch ? time : null;
    }

    private static (UsageQuery?, Problem?) Refused(string field, string rule, long? limit = null) => (null, Problems.Malformed(field, rule, limit));
}
