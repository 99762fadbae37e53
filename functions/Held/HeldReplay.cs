using System.Text;
using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Queue;

namespace Relay.Functions.Held;

/// <summary>What became of a held envelope that was to be sent again.</summary>
public enum ReplayOutcome
{
    /// <summary>It is queued at the end of its lane, and held no longer.</summary>
    Replayed,

    /// <summary>Its time to live was over; it has ended as expired.</summary>
    Expired,

    /// <summary>It was gone already.</summary>
    Gone,
}

/// <summary>
/// Sends a held envelope again, to the partner that it was held for. It is queued first and removed then: a crash in between
/// leaves it in both places, and of the two that arrive the lane drops the second, for the ledger says that it has ended.
/// </summary>
public sealed class HeldReplay(
    IHeldStore store, HeldEndings endings, UserStore users, EnvelopeQueue queue, ClaimedBodies claimed, IOptions<AcceptOptions> accept, TimeProvider clock)
{
    /// <param name="record">What is to be sent again; of a readable envelope.</param>
    /// <param name="partner">The partner that it is held for, as it is set now: epoch and number of lanes may have changed since.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused; the envelope is still held.</exception>
    /// <exception cref="Azure.Messaging.ServiceBus.ServiceBusException">The queue did not acknowledge it; the envelope is still held.</exception>
    public async Task<ReplayOutcome> RunAsync(HeldRecord record, PartnerRecord partner, CancellationToken cancel)
    {
        if (record.ExpiresAt <= clock.GetUtcNow())
            return await endings.ExpireAsync(record, cancel) ? ReplayOutcome.Expired : ReplayOutcome.Gone;

        var content = await store.ReadAsync(record, cancel);
        if (content is { } message)
        {
            var (head, envelope) = HeldContents.Read(message, record);
            await QueueAsync(Head(head, envelope, record, partner), envelope, cancel);
        }

        // False when it was held once more meanwhile: then it stays, and the next replay sends it a second time.
        await store.TryRemoveAsync(record, cancel);
        return content is null ? ReplayOutcome.Gone : ReplayOutcome.Replayed;
    }

    private PackedHead Head(in PackedHead head, PackedEnvelope envelope, HeldRecord record, PartnerRecord partner)
    {
        return head with
        {
            Lane = partner.PresentLanes.Of(head.Lane.Class, users.AddressHashOf(partner.Name, envelope.ToUser)),
            Batch = HeldKeys.ReplayBatch(head.Batch, envelope.Id, record.Replays + 1),
            Number = record.Replays + 1,
            Replayed = true,
        };
    }

    private async Task QueueAsync(PackedHead head, PackedEnvelope envelope, CancellationToken cancel)
    {
        // Never the id of an earlier message: the queue would drop this one as a duplicate and yet report it as accepted.
        var messageId = "held-" + Guid.NewGuid().ToString("N");
        using var writer = new PackedWriter(512 + envelope.Length);
        writer.WriteHead(head);
        writer.Append(envelope);
        if (writer.Length <= accept.Value.PackedMessageBytes)
        {
            await queue.SendAsync([new OutgoingMessage(head.Lane, messageId, writer.Written)], cancel);
            return;
        }

        var name = await claimed.StoreAsync(messageId, writer.Written, cancel);
        using var check = new PackedWriter(512);
        check.WriteHead(head with { Kind = PackedKind.Claim, Shares = writer.Shares });
        check.Append(Encoding.UTF8.GetBytes(name));
        await queue.SendAsync([new OutgoingMessage(head.Lane, messageId, check.Written)], cancel);
    }
}
