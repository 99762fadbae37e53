using Relay.Chaos.Evidence;

namespace Relay.Chaos.Judgement;

/// <summary>How long a partner that came back had to wait for the first of what was waiting for it.</summary>
internal static class SilenceCheck
{
    /// <summary>The longest silence, and whose; null when nothing ever waited for a partner that came back.</summary>
    public static (TimeSpan Silence, PartnerReturn After)? Longest(CaseFile file)
    {
        (TimeSpan Silence, PartnerReturn After)? longest = null;
        foreach (var partner in file.Returns.GroupBy(back => back.Partner))
        {
            var arrivals = file.Arrivals.Where(arrival => arrival.To == partner.Key).ToList();
            var waits = Waits(file, partner.Key, arrivals);
            foreach (var back in partner)
            {
                // What was accepted before and came after was waiting; without it silence is no fault.
                if (!waits.Exists(wait => wait.From < back.At && wait.To > back.At))
                    continue;

                var first = arrivals.Where(arrival => arrival.At > back.At).Select(arrival => arrival.At).DefaultIfEmpty(back.Until).Min();
                var silence = (first < back.Until ? first : back.Until) - back.At;
                if (longest is null || silence > longest.Value.Silence)
                    longest = (silence, back);
            }
        }

        return longest;
    }

    private static List<(DateTimeOffset From, DateTimeOffset To)> Waits(CaseFile file, string partner, List<Arrival> arrivals)
    {
        var firsts = new Dictionary<EnvelopeKey, DateTimeOffset>();
        foreach (var arrival in arrivals)
            firsts.TryAdd(arrival.Key, arrival.At);
        return
        [
            .. from first in firsts
               let envelope = file.Sent.GetValueOrDefault(first.Key)
               where envelope?.AcceptedAt is not null && envelope.Pair.To.Partner == partner
               select (envelope.AcceptedAt!.Value, first.Value),
        ];
    }
}
