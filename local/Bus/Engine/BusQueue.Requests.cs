using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

internal sealed partial class BusQueue
{
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
            var entries = sequences.Distinct().Select(number => _aside.GetValueOrDefault(number)).ToArray();
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

    /// <summary>Takes scheduled messages back, all or none.</summary>
    public void CancelScheduled(IReadOnlyList<long> sequences, Action<Outcome> done)
    {
        lock (_gate)
        {
            var entries = sequences.Distinct().Select(number => _aside.GetValueOrDefault(number)).ToArray();
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

    /// <summary>
    /// Removes messages unseen that were enqueued before a time (Unix milliseconds), the first of each session first, and tells
    /// how many. Those that are locked, deferred or scheduled stay.
    /// </summary>
    public void DeleteUnseen(int count, long before, string? sessionId, Action<int> done)
    {
        lock (_gate)
        {
            var taken = new List<MessageEntry>();
            if (!HasSessions)
                TakeEnqueuedBefore(before, count, _waiting, null, taken);
            else
                foreach (var session in _sessions.Values.Where(session => sessionId is null || session.Id == sessionId))
                    TakeEnqueuedBefore(before, count, session.Waiting, session, taken);
            _store.Submit([.. taken.Select(entry => new DeleteMessage(entry.Key, entry.HasState))], () =>
            {
                lock (_gate)
                    taken.ForEach(Finish);
                done(taken.Count);
            });
        }
    }

    private void TakeEnqueuedBefore(long before, int most, MessageLine line, Session? session, List<MessageEntry> taken)
    {
        while (taken.Count < most && line.TryTake(out var message))
        {
            var entry = Thaw(message, session);
            if (!entry.Known)
                BytesOf(entry);
            if (entry.EnqueuedAt >= before)
            {
                line.Add(entry);
                return;
            }
            entry.Phase = MessagePhase.Committing;
            taken.Add(entry);
        }
    }
}
