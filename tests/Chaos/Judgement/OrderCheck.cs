using Relay.Chaos.Evidence;
using Relay.Client.Envelopes;

namespace Relay.Chaos.Judgement;

/// <summary>
/// First arrivals of one sender, recipient and class come in the order of their 202s. A repetition of an earlier one is no
/// disorder; ephemeral ones and what an operator replayed have no order.
/// </summary>
internal static class OrderCheck
{
    public static IEnumerable<Finding> Run(CaseFile file)
    {
        var seen = new HashSet<EnvelopeKey>();
        var furthest = new Dictionary<Pair, (SentEnvelope Envelope, DateTimeOffset At)>();
        foreach (var arrival in file.Arrivals)
        {
            if (!seen.Add(arrival.Key) || !file.Sent.TryGetValue(arrival.Key, out var envelope)
                || envelope.Pair.Class == DeliveryClass.Ephemeral || file.Replayed.Contains(arrival.Key))
            {
                continue;
            }

            if (furthest.TryGetValue(envelope.Pair, out var ahead) && ahead.Envelope.Place > envelope.Place)
            {
                yield return new Finding(
                    Fault.OutOfOrder,
                    $"{envelope.Key} (place {envelope.Place}, accepted {envelope.AcceptedAt:HH:mm:ss.fff}, sent {envelope.Sends} times) came to {arrival.To} at {arrival.At:HH:mm:ss.fff} after "
                    + $"{ahead.Envelope.Key.Id} (place {ahead.Envelope.Place}, accepted {ahead.Envelope.AcceptedAt:HH:mm:ss.fff}, sent {ahead.Envelope.Sends} times) at {ahead.At:HH:mm:ss.fff}");
            }
            else
            {
                furthest[envelope.Pair] = (envelope, arrival.At);
            }
        }
    }
}
