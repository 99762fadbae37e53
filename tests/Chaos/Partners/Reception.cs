using Relay.Chaos.Evidence;
using Relay.Chaos.Load;
using Relay.Client.Webhooks;

namespace Relay.Chaos.Partners;

/// <summary>Sorts a delivery into what the partner takes, refuses and wants again, and says so in the answer.</summary>
/// <param name="partner">The partner's name.</param>
/// <param name="mail">Knows what was sent.</param>
/// <param name="journal">Knows what came.</param>
internal sealed class Reception(string partner, Mail mail, Journal journal)
{
    private const int RefusedPercent = 2;
    private const int RetriedPercent = 20;

    /// <summary>Takes all of it.</summary>
    public (List<Arrival> Taken, List<EnvelopeKey> Refused, DeliveryAnswer? Answer) TakeAll(DeliveryBatch batch, DateTimeOffset began) =>
        ([.. batch.Envelopes.Select(envelope => Arrived(batch, envelope, began))], [], null);

    /// <summary>
    /// Takes what it does not refuse or want again. Who waits is decided by recipient, and for all of the recipient's envelopes
    /// of the batch: a partner that took a later one would break the order itself.
    /// </summary>
    public (List<Arrival> Taken, List<EnvelopeKey> Refused, DeliveryAnswer? Answer) TakeSome(DeliveryBatch batch, DateTimeOffset began, Random random)
    {
        var waiting = batch.Envelopes.Select(envelope => envelope.To.User).Distinct().Where(_ => random.Next(100) < RetriedPercent).ToHashSet();
        var taken = new List<Arrival>();
        var refused = new List<EnvelopeKey>();
        var results = new List<DeliveryResult>();
        foreach (var envelope in batch.Envelopes)
        {
            // What it took before it takes again: a partner that knows an envelope does not refuse it.
            if (waiting.Contains(envelope.To.User))
            {
                results.Add(new DeliveryResult(envelope.Id, DeliveryStatus.Retry));
            }
            else if (random.Next(100) < RefusedPercent && !journal.HasArrived(Key(envelope)))
            {
                refused.Add(Key(envelope));
                results.Add(new DeliveryResult(envelope.Id, DeliveryStatus.Refused, "no-such-device"));
            }
            else
            {
                taken.Add(Arrived(batch, envelope, began));
                results.Add(new DeliveryResult(envelope.Id, DeliveryStatus.Accepted));
            }
        }

        return (taken, refused, new DeliveryAnswer(results));
    }

    private Arrival Arrived(DeliveryBatch batch, IncomingEnvelope envelope, DateTimeOffset began) =>
        new(Key(envelope), partner, began, envelope.ExpiresAt, mail.IsAsSent(Key(envelope), batch.Class, envelope));

    private static EnvelopeKey Key(IncomingEnvelope envelope) => new(envelope.From.Partner, envelope.Id);
}
