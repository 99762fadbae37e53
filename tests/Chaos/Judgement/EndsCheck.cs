using Relay.Chaos.Evidence;
using Relay.Functions.Ledger;

namespace Relay.Chaos.Judgement;

/// <summary>Every accepted envelope has one final state, and the state is true.</summary>
internal static class EndsCheck
{
    public static IEnumerable<Finding> Run(CaseFile file)
    {
        var ends = file.Ends.ToLookup(end => end.Key, end => end.Final);
        var arrived = file.Arrivals.ToLookup(arrival => arrival.Key, arrival => arrival.At);
        foreach (var envelope in file.Sent.Values)
        {
            var finals = ends[envelope.Key].ToList();
            if (finals.Count == 0)
            {
                if (envelope.AcceptedAt is not null)
                    yield return new Finding(Fault.NotEnded, Describe(envelope, arrived) + ", no final state");
                continue;
            }

            foreach (var finding in Judge(file, envelope, finals, arrived))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> Judge(CaseFile file, SentEnvelope envelope, List<FinalEntry> finals, ILookup<EnvelopeKey, DateTimeOffset> arrived)
    {
        var states = finals.Select(final => final.State).Distinct().ToList();
        var told = string.Join(", ", finals.Select(final => $"{final.State} {final.Reason}".TrimEnd()));
        if (states.Count > 1)
            yield return new Finding(Fault.TwoEnds, $"{Describe(envelope, arrived)}, ledger: {told}");
        if (states.Contains(FinalState.Delivered) && !arrived.Contains(envelope.Key))
            yield return new Finding(Fault.DeliveredToNobody, Describe(envelope, arrived));
        if (states.Contains(FinalState.Refused) && !file.Refusals.Contains(envelope.Key))
            yield return new Finding(Fault.RefusedByNobody, $"{Describe(envelope, arrived)}, ledger: {told}");
        if (!states.Contains(FinalState.Delivered) && arrived.Contains(envelope.Key) && !finals.Exists(final => final.PossiblyDelivered))
            yield return new Finding(Fault.Undisclosed, $"{Describe(envelope, arrived)}, ledger: {told}");
    }

    private static string Describe(SentEnvelope envelope, ILookup<EnvelopeKey, DateTimeOffset> arrived) =>
        $"{envelope.Key} to {envelope.Pair.To.Partner} {envelope.Pair.Class}, place {envelope.Place}, lives {envelope.TimeToLiveSeconds} s, "
        + $"sent {envelope.Sends} times, accepted {envelope.AcceptedAt:HH:mm:ss.fff}{string.Concat(arrived[envelope.Key].Select(at => $", arrived {at:HH:mm:ss.fff}"))}";
}
