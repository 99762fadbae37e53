using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>A parked message, or some of it, given to its partner.</summary>
/// <param name="Token">Names the hand-out of the lane; all of one lane share it.</param>
/// <param name="Head">Of the envelopes.</param>
/// <param name="Envelopes">In the lane's order.</param>
internal sealed record HandOut(string Token, PackedHead Head, IReadOnlyList<PackedEnvelope> Envelopes);

/// <summary>What became of an acknowledgement.</summary>
internal enum AckResult
{
    /// <summary>The envelopes have ended, or wait for their next hand-out.</summary>
    Done,

    /// <summary>The hand-out is not out any more: it was acknowledged before, or ran out and was given again.</summary>
    NotOut,
}

/// <summary>Parked lanes as a partner in pull mode reads them: the same messages, order and lease that a drain works with.</summary>
internal sealed class LaneInbox(
    ILaneStore lanes, IParkedStore parked, ParkedBatches batches, BatchDelivery delivery, LaneEpochs epochs, ProbeSchedule schedule, RecipientHash recipients,
    Random random, IOptions<LaneOptions> options, TimeProvider clock)
{
    private const char Mark = '/';

    // Sorts after every parked name: until the hand-out is known, all of the lane may be.
    private const string Everything = "~";

    /// <summary>Takes up to <paramref name="most"/> envelopes, urgent lanes first, each lane in order.</summary>
    public async Task<IReadOnlyList<HandOut>> TakeAsync(string partner, int most, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var state = await lanes.ReadAsync(partner, cancel);
        var ready = state.Lanes.Values
            .Where(record => record.Lane.Epoch <= state.OpenEpoch && !(record.Lease?.Until > now))
            .OrderByDescending(record => record.Lane.Class)
            .ThenBy(_ => random.Next());
        var taken = new List<HandOut>();
        foreach (var record in ready)
        {
            var room = most - taken.Sum(handOut => handOut.Envelopes.Count);
            if (room <= 0)
                break;
            taken.AddRange(await TakeLaneAsync(record, room, now, cancel));
        }

        return taken;
    }

    /// <summary>Settles a hand-out.</summary>
    /// <param name="partner">The caller.</param>
    /// <param name="token">The hand-out's.</param>
    /// <param name="answer">Verdicts by envelope; without any, all are accepted. One that is missing counts as retry.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<AckResult> AcknowledgeAsync(string partner, string token, DestinationAnswer answer, CancellationToken cancel)
    {
        var mark = token.LastIndexOf(Mark);
        var state = await lanes.ReadAsync(partner, cancel);
        if (mark < 0 || state.Lanes.GetValueOrDefault(token[..mark]) is not { Lease: { } lease } record || lease.Token != token[(mark + 1)..])
            return AckResult.NotOut;

        var until = clock.GetUtcNow().AddSeconds(options.Value.HandOutSeconds);
        if (await LeasedLane.TryTakeAsync(lanes, record, lease with { Until = until }, cancel) is not { } lane)
            return await AcknowledgeAsync(partner, token, answer, cancel); // Something was parked in this moment.

        var waiting = new Dictionary<uint, WaitingRecipient>();
        var removed = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var entry in batches.EntriesAsync(record.Lane, lease.Through, cancel))
        {
            if (entry.Sender.Length == 0 || await batches.ReadAsync(entry, cancel) is not { } message)
                continue;

            var given = Free(message.Left, lane.Record, lease.At);
            if (entry.Name == lease.Through)
                given = [.. given.Take(lease.Take)];
            var remaining = await delivery.SettleAsync(message.Batch.Head, given, answer, cancel);
            foreach (var envelope in remaining)
                AskedAgain(lane.Record, waiting, envelope, answer.RetryAfter);

            var ended = given.Except(remaining).Select(envelope => envelope.Id).ToHashSet();
            IReadOnlyList<PackedEnvelope> rest = [.. message.Left.Where(envelope => !ended.Contains(envelope.Id))];
            if (!await batches.TryKeepAsync(message, rest, message.Batch.Head.InDoubt, cancel))
                return AckResult.NotOut;
            if (rest.Count == 0)
                removed[entry.Sender] = removed.GetValueOrDefault(entry.Sender) + entry.Length;
        }

        await ReleaseAsync(lane, waiting, removed, cancel);
        return AckResult.Done;
    }

    private async Task<List<HandOut>> TakeLaneAsync(LaneRecord record, int room, DateTimeOffset now, CancellationToken cancel)
    {
        var handOuts = new List<HandOut>();
        var lease = new LaneLease(Guid.NewGuid().ToString("N"), now.AddSeconds(options.Value.HandOutSeconds), Everything, 0, now);
        if (await LeasedLane.TryTakeAsync(lanes, record, lease, cancel) is not { } lane)
            return handOuts; // Another poll has it, or something was parked in this moment; the next poll sees.

        if (record.Lease is { Through.Length: > 0 } handedOut)
            await batches.MarkInDoubtAsync(record.Lane, handedOut.Through, cancel);
        var drained = record.Lease is { Through.Length: 0 };
        var token = record.Lane.Key + Mark + lease.Token;
        var through = "";
        var take = 0;
        var stay = false;
        await foreach (var entry in batches.EntriesAsync(record.Lane, null, cancel))
        {
            if (room == 0)
                break;
            if (entry.Sender.Length == 0)
            {
                stay |= !await TryPassFenceAsync(entry, stay || handOuts.Count > 0, cancel);
                continue;
            }

            if (await ReadAliveAsync(entry, drained, cancel) is not { } message)
                continue;

            stay = true;
            var free = Free(message.Left, record, now);
            if (free.Count == 0)
                continue;

            through = entry.Name;
            take = Math.Min(free.Count, room);
            IReadOnlyList<PackedEnvelope> taken = take == free.Count ? free : [.. free.Take(take)];
            handOuts.Add(new HandOut(token, message.Batch.HeadOf(taken), taken));
            room -= take;
        }

        if (handOuts.Count == 0)
            await ReleaseAsync(lane, [], [], cancel);
        else if (!await lane.TryChangeAsync(present => present with { Lease = lease with { Through = through, Take = take } }, cancel))
            return [];
        return handOuts;
    }

    /// <summary>A parked message with what has expired ended; null when nothing is left.</summary>
    private async Task<ParkedBatch?> ReadAliveAsync(ParkedEntry entry, bool inDoubt, CancellationToken cancel)
    {
        if (await batches.ReadAsync(entry, cancel) is not { } message)
            return null;

        var batch = inDoubt ? message.Batch with { Head = message.Batch.Head with { InDoubt = true } } : message.Batch;
        var alive = await delivery.TryAsync(batch, message.Left, tried: false, post: false, cancel);
        if (alive.Remaining.Count < message.Batch.Envelopes.Count || alive.InDoubt != message.Batch.Head.InDoubt)
        {
            if (!await batches.TryKeepAsync(message, alive.Remaining, alive.InDoubt, cancel))
                return null;
        }

        return alive.Remaining.Count == 0 ? null : message with { Batch = batch, Left = alive.Remaining };
    }

    private async Task<bool> TryPassFenceAsync(ParkedEntry entry, bool somethingBefore, CancellationToken cancel)
    {
        if (!somethingBefore)
            await epochs.PassParkedAsync(parked, entry, cancel);
        return !somethingBefore;
    }

    /// <summary>Gives the lease back, and opens the lane when nothing is parked in it any more.</summary>
    private async Task ReleaseAsync(LeasedLane lane, Dictionary<uint, WaitingRecipient> waiting, Dictionary<string, long> removed, CancellationToken cancel)
    {
        while (true)
        {
            var rest = await parked.ListAsync(lane.Record.Lane, null, cancel);
            if (rest.Entries.Count == 0)
            {
                if (await lane.TryOpenAsync(cancel) != LeaseEnd.Held)
                    return;
                continue;
            }

            await lane.TryChangeAsync(
                record => record with
                {
                    Lease = null,
                    Waiting = [.. record.Waiting.Where(present => !waiting.ContainsKey(present.Recipient)), .. waiting.Values],
                    Bytes = record.Bytes.Where(entry => entry.Value > removed.GetValueOrDefault(entry.Key))
                        .ToDictionary(entry => entry.Key, entry => entry.Value - removed.GetValueOrDefault(entry.Key), StringComparer.Ordinal),
                },
                cancel);
            return;
        }
    }

    private List<PackedEnvelope> Free(IReadOnlyList<PackedEnvelope> left, LaneRecord record, DateTimeOffset at)
    {
        var blocked = record.Waiting.Where(waiting => waiting.DueAt > at).Select(waiting => waiting.Recipient).ToHashSet();
        return [.. left.Where(envelope => !blocked.Contains(recipients.Of(envelope.ToUser)))];
    }

    private void AskedAgain(LaneRecord record, Dictionary<uint, WaitingRecipient> waiting, PackedEnvelope envelope, TimeSpan? retryAfter)
    {
        var recipient = recipients.Of(envelope.ToUser);
        if (waiting.ContainsKey(recipient))
            return;
        var attempts = record.Waiting.FirstOrDefault(present => present.Recipient == recipient).Attempts + 1;
        waiting.Add(recipient, new WaitingRecipient(recipient, attempts, clock.GetUtcNow() + schedule.Wait(attempts, retryAfter)));
    }
}
