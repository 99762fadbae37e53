using Relay.Functions.Deliver;
using Relay.Functions.Held;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>
/// How a pass posts: as a whole; and when a message has failed as a whole some times in a row, envelope by envelope, until it
/// is known whether the partner or one of them is at fault.
/// </summary>
internal sealed partial class LanePass
{
    // An envelope is held only when it fails this many times more, alone, while the partner takes others.
    private const int HoldAfterTries = 3;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    private bool _progressed;
    private int _suspects;
    private DestinationAnswer? _suspectAnswer;

    private readonly record struct Tried(IReadOnlyList<PackedEnvelope> Remaining, bool InDoubt, Stop Stop);

    private async Task<Tried> PostAsync(Batch batch, List<PackedEnvelope> free, CancellationToken cancel)
    {
        if (_isolatingSince is null)
        {
            var outcome = await TryAsync(batch, free, cancel);
            if (outcome is not { } tried)
                return new Tried(free, batch.Head.InDoubt, new Stop(StopKind.LeaseLost));
            if (!tried.Failed)
                return new Tried(tried.Remaining, tried.InDoubt, default);
            if (!LaneRules.MayBeTheBatch(tried.Answer!) || _progressed || lane.Record.Attempts + 1 < tools.Options.IsolateAfterAttempts)
                return new Tried(tried.Remaining, tried.InDoubt, new Stop(StopKind.Failed, tried.Answer));

            _isolatingSince = tools.Clock.GetUtcNow();
            batch = batch with { Head = batch.Head with { InDoubt = tried.InDoubt } };
            free = [.. tried.Remaining];
        }

        return await IsolateAsync(batch, free, cancel);
    }

    /// <summary>
    /// While nothing says that the partner takes anything at all, one envelope at a time is tried, of one recipient and then of
    /// another: two failures are the partner's. Once it has taken something, the rest is halved until the culprit is alone.
    /// </summary>
    private async Task<Tried> IsolateAsync(Batch batch, List<PackedEnvelope> free, CancellationToken cancel)
    {
        var remaining = new List<PackedEnvelope>();
        var inDoubt = batch.Head.InDoubt;
        while (free.Count > 0 && !IsProven())
        {
            var first = free[0];
            if (await TryAsync(batch, [first], cancel) is not { } tried)
                return new Tried([.. remaining, .. free], inDoubt, new Stop(StopKind.LeaseLost));

            inDoubt |= tried.InDoubt;
            if (!tried.Failed)
            {
                remaining.AddRange(tried.Remaining);
                free.RemoveAt(0);
                free = Unblocked(free, remaining);
                continue;
            }

            _suspects++;
            _suspectAnswer = tried.Answer;
            if (_suspects > 1 || !LaneRules.MayBeTheBatch(tried.Answer!))
                return new Tried([.. remaining, .. free], inDoubt, new Stop(StopKind.Failed, tried.Answer));

            _blocked.Add(tools.Recipients.Of(first.ToUser));
            free = Unblocked(free, remaining);
        }

        if (IsProven() && _suspects > 0)
            return new Tried([.. remaining, .. free], inDoubt, new Stop(StopKind.Again)); // From the first on: now it can be told.
        return free.Count == 0 ? new Tried(remaining, inDoubt, default) : await HalveAsync(batch, free, remaining, inDoubt, cancel);
    }

    private async Task<Tried> HalveAsync(Batch batch, List<PackedEnvelope> free, List<PackedEnvelope> remaining, bool inDoubt, CancellationToken cancel)
    {
        var slices = new Stack<List<PackedEnvelope>>([free]);
        while (slices.TryPop(out var slice))
        {
            slice = Unblocked(slice, remaining);
            if (slice.Count == 0)
                continue;

            var stop = default(Stop);
            if (tools.Clock.GetElapsedTime(_began).TotalSeconds > tools.Options.DrainSeconds)
                stop = new Stop(StopKind.TimeUp);
            else if (await TryAsync(batch, slice, cancel) is not { } tried)
                stop = new Stop(StopKind.LeaseLost);
            else
                stop = await AfterAsync(batch, slice, tried, slices, remaining, cancel);

            inDoubt |= _lastInDoubt;
            if (stop.Kind != StopKind.None)
                return new Tried([.. remaining, .. slice, .. slices.SelectMany(later => later)], inDoubt, stop);
        }

        return new Tried(remaining, inDoubt, default);
    }

    private async Task<Stop> AfterAsync(
        Batch batch, List<PackedEnvelope> slice, BatchOutcome tried, Stack<List<PackedEnvelope>> slices, List<PackedEnvelope> remaining, CancellationToken cancel)
    {
        if (!tried.Failed)
        {
            remaining.AddRange(tried.Remaining);
            return default;
        }

        if (!LaneRules.MayBeTheBatch(tried.Answer!))
            return new Stop(StopKind.Failed, tried.Answer);

        // What expired or turned out to be ended is not tried again.
        slice = [.. tried.Remaining];
        if (slice.Count > 1)
        {
            var half = slice.Count / 2;
            slices.Push(slice[half..]);
            slices.Push(slice[..half]);
            return default;
        }

        return slice.Count == 0 ? default : await ConfirmAsync(batch with { Head = batch.Head with { InDoubt = tried.InDoubt } }, slice, remaining, cancel);
    }

    /// <summary>Tries the last one of a slice again some times, then holds it.</summary>
    private async Task<Stop> ConfirmAsync(Batch batch, List<PackedEnvelope> culprit, List<PackedEnvelope> remaining, CancellationToken cancel)
    {
        var inDoubt = batch.Head.InDoubt;
        for (var tries = 1; tries < HoldAfterTries; tries++)
        {
            await Task.Delay(BetweenTries * tries, tools.Clock, cancel);
            if (await TryAsync(batch, culprit, cancel) is not { } tried)
                return new Stop(StopKind.LeaseLost);

            inDoubt |= tried.InDoubt;
            if (!tried.Failed)
            {
                remaining.AddRange(tried.Remaining);
                return default;
            }

            if (!LaneRules.MayBeTheBatch(tried.Answer!))
                return new Stop(StopKind.Failed, tried.Answer);
        }

        await tools.Held.HoldAsync(batch.HeadOf(culprit) with { InDoubt = inDoubt }, culprit[0], HeldReason.Rejected, lane.Record.Attempts + HoldAfterTries, cancel);
        return default;
    }

    private bool IsProven() => _isolatingSince is { } since && tools.Evidence.HasSucceededSince(Partner, since);

    /// <summary>Posts some envelopes; null when the lease is lost. What the partner wants again blocks its recipients for this pass.</summary>
    private async Task<BatchOutcome?> TryAsync(Batch batch, IReadOnlyList<PackedEnvelope> envelopes, CancellationToken cancel)
    {
        await tools.Pace.WaitAsync(Partner, envelopes.Count, cancel);
        var margin = TimeSpan.FromSeconds(2);
        if (lane.Record.Lease!.Until - tools.Clock.GetUtcNow() < tools.CallBound + margin
            && !await lane.TryChangeAsync(record => record with { Lease = record.Lease! with { Until = tools.Clock.GetUtcNow().AddSeconds(tools.Options.LeaseSeconds) } }, cancel))
        {
            return null;
        }

        var outcome = await tools.Delivery.TryAsync(batch, envelopes, tried: false, post: true, cancel);
        _lastInDoubt = outcome.InDoubt;
        if (outcome.Answer is null || outcome.Failed)
            return outcome;

        _progressed = true;
        tools.Breakers.Succeeded(Partner);
        if (_probed is not null)
        {
            _probed = null;
            await tools.Breakers.CloseAsync(Partner, cancel);
        }

        foreach (var envelope in outcome.Remaining)
            AskedAgain(tools.Recipients.Of(envelope.ToUser), outcome.Answer.RetryAfter);
        return outcome;
    }

    private bool _lastInDoubt;

    private void AskedAgain(uint recipient, TimeSpan? retryAfter)
    {
        if (!_blocked.Add(recipient))
            return;
        var attempts = lane.Record.Waiting.FirstOrDefault(waiting => waiting.Recipient == recipient).Attempts + 1;
        _waiting[recipient] = _asked[recipient] = new WaitingRecipient(recipient, attempts, tools.Clock.GetUtcNow() + tools.Schedule.Wait(attempts, retryAfter));
    }

    // Those whose recipient is blocked by now stay.
    private List<PackedEnvelope> Unblocked(List<PackedEnvelope> envelopes, List<PackedEnvelope> remaining)
    {
        var free = new List<PackedEnvelope>(envelopes.Count);
        foreach (var envelope in envelopes)
            (IsBlocked(envelope) ? remaining : free).Add(envelope);
        return free;
    }
}
