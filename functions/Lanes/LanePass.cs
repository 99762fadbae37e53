using Relay.Functions.Deliver;
using Relay.Functions.Queue;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Lanes;

/// <summary>
/// One pass over a lane's parked messages, in order, under a lease. What fails as a whole stops the pass; an envelope that the
/// partner wants again later holds back only what follows for the same recipient.
/// </summary>
/// <param name="tools">What it works with.</param>
/// <param name="lane">The leased lane.</param>
/// <param name="leftOver">A lease that was not given back: what it covered may have been delivered.</param>
/// <param name="probed">The breaker whose probe this is; null when the breaker is closed.</param>
/// <param name="post">False only ends what has expired.</param>
/// <param name="pulls">Whether the partner asks for its envelopes itself: then the lane needs no alarm.</param>
internal sealed partial class LanePass(LanePassTools tools, LeasedLane lane, LaneLease? leftOver, BreakerRecord? probed, bool post, bool pulls)
{
    // A drain that did not come to its end says so until one has gone over the whole lane.
    private readonly LaneLease? _cutShort = leftOver is { Through.Length: 0 } ? leftOver : null;
    private readonly long _began = tools.Clock.GetTimestamp();
    private readonly Dictionary<uint, WaitingRecipient> _waiting = [];
    private readonly Dictionary<string, long> _removed = new(StringComparer.Ordinal);
    private readonly HashSet<uint> _blocked = [];

    // Recipients that were asked again for in this call, also before it began anew.
    private readonly Dictionary<uint, WaitingRecipient> _asked = [];
    private BreakerRecord? _probed = probed;
    private DateTimeOffset? _isolatingSince = lane.Record.IsolatingSince;
    private DateTimeOffset _nextExpiry;
    private int _remaining;
    private int _messages;
    private bool _othersRemain;
    private int _takenOver;

    private string Partner => lane.Record.Lane.Partner;

    /// <summary>Works until the lane is empty and open, or something stops it; then the next alarm is set.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (leftOver is { Through.Length: > 0 })
            await tools.Batches.MarkInDoubtAsync(lane.Record.Lane, leftOver.Through, cancel);

        while (true)
        {
            Begin();
            var stop = await OverAllAsync(cancel);

            // What others parked meanwhile the listing may lack: the lane must not be opened, nor what is in it be told, without it.
            if (stop.Kind == StopKind.Again || (stop.Kind == StopKind.None && lane.TakenOver != _takenOver))
                continue;

            if (stop.Kind == StopKind.None && _remaining == 0)
            {
                var end = await lane.TryOpenAsync(cancel);
                if (end == LeaseEnd.Opened)
                    LogOpened(tools.Logger, Partner, lane.Record.Lane.Key, _messages);
                if (end != LeaseEnd.Held)
                    return;
                continue;
            }

            if (stop.Kind != StopKind.LeaseLost)
                await FinishAsync(stop, cancel);
            return;
        }
    }

    private void Begin()
    {
        // An alarm that has come is due, whatever this instance's clock says: one that is behind the queue's would set it again at
        // once, and again, until it has caught up.
        var now = tools.Clock.GetUtcNow();
        if (lane.Record.DueAt is { } alarm && alarm > now)
            now = alarm;
        _takenOver = lane.TakenOver;
        _remaining = 0;
        _othersRemain = false;
        _nextExpiry = DateTimeOffset.MaxValue;
        _suspects = 0;
        _waiting.Clear();
        _blocked.Clear();
        foreach (var recipient in lane.Record.Waiting.Concat(_asked.Values))
        {
            if (recipient.DueAt > now)
                _blocked.Add(recipient.Recipient);
        }
    }

    private async Task<Stop> OverAllAsync(CancellationToken cancel)
    {
        string? next = null;
        do
        {
            var page = await tools.Parked.ListAsync(lane.Record.Lane, next, cancel);
            foreach (var entry in page.Entries)
            {
                if (tools.Clock.GetElapsedTime(_began).TotalSeconds > tools.Options.DrainSeconds)
                    return new Stop(StopKind.TimeUp);
                if (await OverAsync(entry, cancel) is { Kind: not StopKind.None } stop)
                    return stop;
            }

            next = page.Next;
        }
        while (next is not null);

        // Nothing but one suspect was there to be tried: whether it or the partner is at fault stays open.
        return _suspects > 0 ? new Stop(StopKind.Failed, _suspectAnswer) : default;
    }

    private async Task<Stop> OverAsync(ParkedEntry entry, CancellationToken cancel)
    {
        if (entry.Sender.Length == 0)
            return await OverFenceAsync(entry, cancel);

        if (!post && entry.ExpiresAt > tools.Clock.GetUtcNow())
        {
            Remains(entry.ExpiresAt);
            return default;
        }

        if (await tools.Batches.ReadAsync(entry, cancel) is not { } message)
            return default;

        using var span = RelayTraces.StartParked(message.Read.Trace, message.Batch.Head);
        var batch = Doubted(message, out var inDoubt);
        var left = message.Left;
        if (!post)
        {
            var alive = await tools.Delivery.TryAsync(batch, left, tried: false, post: false, cancel);
            return await KeepAsync(message, alive.Remaining, alive.InDoubt, cancel);
        }

        var kept = new List<PackedEnvelope>();
        var free = new List<PackedEnvelope>();
        foreach (var envelope in left)
            (IsBlocked(envelope) ? kept : free).Add(envelope);

        var stop = default(Stop);
        if (free.Count > 0)
        {
            var tried = await PostAsync(batch, free, cancel);
            stop = tried.Stop;
            inDoubt |= tried.InDoubt;
            var remaining = tried.Remaining.Concat(kept).Select(envelope => envelope.Id).ToHashSet();
            left = [.. left.Where(envelope => remaining.Contains(envelope.Id))];
        }

        var lost = await KeepAsync(message, left, inDoubt, cancel);
        return lost.Kind == StopKind.None ? stop : lost;
    }

    // The end of an epoch's lane: it passes when nothing is left before it.
    private async Task<Stop> OverFenceAsync(ParkedEntry entry, CancellationToken cancel)
    {
        if (_remaining > 0)
        {
            Remains(entry.ExpiresAt, fence: true);
            return default;
        }

        await tools.Epochs.PassParkedAsync(tools.Parked, entry, cancel);

        return default;
    }

    private Batch Doubted(ParkedBatch message, out bool inDoubt)
    {
        inDoubt = message.Batch.Head.InDoubt || _cutShort is not null;
        return _cutShort is not null ? message.Batch with { Head = message.Batch.Head with { InDoubt = true } } : message.Batch;
    }

    private async Task<Stop> KeepAsync(ParkedBatch message, IReadOnlyList<PackedEnvelope> rest, bool inDoubt, CancellationToken cancel)
    {
        if (!await tools.Batches.TryKeepAsync(message, rest, inDoubt, cancel))
            return new Stop(StopKind.LeaseLost);

        var entry = message.Entry;
        if (rest.Count == 0)
        {
            _removed[entry.Sender] = _removed.GetValueOrDefault(entry.Sender) + entry.Length;
            _messages++;
            return default;
        }

        Remains(rest.Min(envelope => message.Batch.Head.AcceptedAt + envelope.TimeToLive));
        foreach (var envelope in rest)
            StaysFor(envelope);
        return default;
    }

    private void Remains(DateTimeOffset expiresAt, bool fence = false)
    {
        _remaining++;
        if (!fence && expiresAt < _nextExpiry)
            _nextExpiry = expiresAt;
    }

    /// <summary>A recipient with something left waits apart; one that is left for another reason keeps the lane parked.</summary>
    private void StaysFor(PackedEnvelope envelope)
    {
        var recipient = tools.Recipients.Of(envelope.ToUser);
        if (_waiting.ContainsKey(recipient))
            return;
        if (_asked.TryGetValue(recipient, out var asked))
            _waiting.Add(recipient, asked);
        else if (lane.Record.Waiting.FirstOrDefault(waiting => waiting.Recipient == recipient) is { Attempts: > 0 } known)
            _waiting.Add(recipient, known);
        else
            _othersRemain = true;
    }

    private bool IsBlocked(PackedEnvelope envelope) => _blocked.Contains(tools.Recipients.Of(envelope.ToUser));

    private async Task FinishAsync(Stop stop, CancellationToken cancel)
    {
        var now = tools.Clock.GetUtcNow();
        var failed = stop.Kind == StopKind.Failed;
        var attempts = !failed ? 0 : _progressed ? 1 : lane.Record.Attempts + 1;
        var isOpen = false;
        if (failed && _probed is not null)
        {
            // An envelope under suspicion leaves the next probe to another lane, where there is one.
            await tools.Breakers.ProbeFailedAsync(_probed, stop.Answer!, turn: _isolatingSince is not null, cancel);
            isOpen = true;
        }
        else if (failed)
        {
            isOpen = await tools.Breakers.FailedAsync(lane.Record.Lane, stop.Answer!, cancel);
        }

        var complete = stop.Kind == StopKind.None;
        var isWaiting = complete && post && !_othersRemain && _waiting.Count <= tools.Options.MostWaitingRecipients;
        DateTimeOffset? due = stop.Kind switch
        {
            StopKind.TimeUp => now,
            StopKind.Failed when !isOpen => now + tools.Schedule.Wait(attempts, stop.Answer!.RetryAfter),
            StopKind.None when post && _waiting.Count > 0 => _waiting.Values.Min(waiting => waiting.DueAt),
            StopKind.None when post => now + tools.Schedule.Wait(1, null),
            _ => null,
        };
        var changed = await lane.TryChangeAsync(
            // Where something was parked since the pass ended, it need not be of those that wait.
            record => record.In(isWaiting && lane.TakenOver == _takenOver ? LaneMode.Waiting : LaneMode.Parked, now) with
            {
                Attempts = attempts,
                IsolatingSince = complete ? null : _isolatingSince,
                Waiting = post ? Merged(record, complete) : record.Waiting,
                Lease = post && complete ? null : _cutShort,
                Bytes = Less(record.Bytes),
                NextExpiry = complete && lane.TakenOver == _takenOver ? _nextExpiry : record.NextExpiry,
                DueAt = due,
                Alarm = record.Alarm + 1,
            },
            cancel);
        _removed.Clear();
        if (changed && due is { } at)
            await tools.Alarms.ScheduleAsync(lane.Record.Lane, PackedKind.Drain, lane.Record.Alarm, at, cancel);
        else if (changed && !pulls)
            await tools.Breakers.WakeIfClosedAsync(lane.Record, cancel);
    }

    // A pass that did not see the whole lane keeps what was known of recipients further on.
    private IReadOnlyList<WaitingRecipient> Merged(LaneRecord record, bool complete) => complete
        ? [.. _waiting.Values]
        : [.. record.Waiting.Where(waiting => !_waiting.ContainsKey(waiting.Recipient)), .. _waiting.Values];

    private Dictionary<string, long> Less(IReadOnlyDictionary<string, long> bytes)
    {
        var less = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (sender, length) in bytes)
        {
            if (length - _removed.GetValueOrDefault(sender) is > 0 and var left)
                less[sender] = left;
        }

        return less;
    }

    private enum StopKind : byte
    {
        None,
        Again,
        TimeUp,
        Failed,
        LeaseLost,
    }

    /// <summary>Why a pass ended before the lane's end.</summary>
    /// <param name="Kind">What happened.</param>
    /// <param name="Answer">The failure, for <see cref="StopKind.Failed"/>.</param>
    private readonly record struct Stop(StopKind Kind, DestinationAnswer? Answer = null);

    [LoggerMessage(EventId = 3200, Level = LogLevel.Information, Message = "Lane {Lane} of {Partner} is open again; {Messages} parked messages went out")]
    private static partial void LogOpened(ILogger logger, string partner, string lane, int messages);
}
