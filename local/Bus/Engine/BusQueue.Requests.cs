using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

internal sealed partial class BusQueue
{
    /// <summary>Messages in sequence order from a number on, whatever they wait for; none is locked by this.</summary>
    public IReadOnlyList<DeliveredMessage> Peek(long fromSequence, int count, string? sessionId)
    {
        lock (_gate)
        {
            var now = Now;
            return [.. _bySequence.Values
                .Where(entry => entry.SequenceNumber >= fromSequence && entry.Phase is MessagePhase.Waiting or MessagePhase.Locked)
                .Where(entry => entry.ExpiresAt > now || entry.Phase == MessagePhase.Locked)
                .Where(entry => sessionId is null || entry.Session?.Id == sessionId)
                .OrderBy(entry => entry.SequenceNumber)
                .Take(count)
                .Select(Describe)];
        }
    }

    /// <summary>
    /// Locks deferred messages, or removes them when they are settled on sending. All or none; a queue with sessions
    /// wants the session that is locked.
    /// </summary>
    public void ReceiveDeferred(
        IReadOnlyList<long> sequences,
        string? sessionId,
        bool settlesOnSend,
        Action<Outcome, IReadOnlyList<DeliveredMessage>> done,
        Consumer? by = null)
    {
        var outcome = Outcome.MessageNotFound;
        List<DeliveredMessage> messages = [];
        lock (_gate)
        {
            var now = Now;
            var entries = sequences.Select(number => _bySequence.GetValueOrDefault(number)).ToArray();
            if (HasSessions && (sessionId is null || Held(sessionId, by) is null))
                outcome = Outcome.SessionLockLost;
            else if (entries.All(entry => entry is { IsDeferred: true, Phase: MessagePhase.Waiting } && (!HasSessions || entry.Session?.Id == sessionId)))
            {
                outcome = Outcome.Done;
                foreach (var entry in entries.OfType<MessageEntry>())
                {
                    if (settlesOnSend)
                        entry.Phase = MessagePhase.Committing;
                    else
                        LockEntry(entry, entry.Session?.Holder, now);
                    messages.Add(Describe(entry));
                }
                if (settlesOnSend)
                {
                    _store.Submit([.. entries.Select(entry => new DeleteMessage(entry!.Key, entry.HasState))], () =>
                    {
                        lock (_gate)
                            foreach (var entry in entries)
                                Finish(entry!);
                        done(Outcome.Done, messages);
                    });
                    return;
                }
                Arm();
            }
        }
        done(outcome, messages);
    }

    /// <summary>
    /// Removes messages unseen that were enqueued before a time (Unix milliseconds), oldest first, and tells how many. Those
    /// that are locked, deferred or scheduled stay.
    /// </summary>
    public void DeleteUnseen(int count, long before, string? sessionId, Action<int> done)
    {
        lock (_gate)
        {
            MessageEntry[] entries = [.. _bySequence.Values
                .Where(entry => entry is { Phase: MessagePhase.Waiting, Place: MessagePlace.Active or MessagePlace.DeadLettered } && entry.EnqueuedAt < before)
                .Where(entry => sessionId is null || entry.Session?.Id == sessionId)
                .OrderBy(entry => entry.SequenceNumber).Take(count)];
            foreach (var entry in entries)
            {
                (entry.Session?.Waiting ?? _waiting).Remove(entry);
                entry.Phase = MessagePhase.Committing;
            }
            _store.Submit([.. entries.Select(entry => new DeleteMessage(entry.Key, entry.HasState))], () =>
            {
                lock (_gate)
                    foreach (var entry in entries)
                        Finish(entry);
                done(entries.Length);
            });
        }
    }

    /// <summary>Takes scheduled messages back, all or none.</summary>
    public void CancelScheduled(IReadOnlyList<long> sequences, Action<Outcome> done)
    {
        lock (_gate)
        {
            var entries = sequences.Select(number => _bySequence.GetValueOrDefault(number)).ToArray();
            if (entries.All(entry => entry is { Place: MessagePlace.Scheduled, Phase: MessagePhase.Waiting }))
            {
                foreach (var entry in entries)
                {
                    _scheduled.Remove(entry!);
                    entry!.Phase = MessagePhase.Committing;
                }
                _store.Submit([.. entries.Select(entry => new DeleteMessage(entry!.Key, entry.HasState))], () =>
                {
                    lock (_gate)
                        foreach (var entry in entries)
                            Finish(entry!);
                    done(Outcome.Done);
                });
                return;
            }
        }
        done(Outcome.MessageNotFound);
    }
}
