using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

internal sealed partial class BusQueue
{
    /// <summary>
    /// Locks deferred messages, or removes them when they are settled on sending. All or none; a queue with sessions
    /// wants the session that is locked.
    /// </summary>
    public void ReceiveDeferred(
        IReadOnlyList<long> sequences, string? sessionId, bool settlesOnSend, Action<Outcome, IReadOnlyList<DeliveredMessage>> done)
    {
        var outcome = Outcome.MessageNotFound;
        List<DeliveredMessage> messages = [];
        lock (_gate)
        {
            var now = Now;
            var entries = sequences.Distinct().Select(number => _aside.GetValueOrDefault(number)).ToArray();
            if (HasSessions && (sessionId is null || Held(sessionId) is null))
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
    /// Removes waiting messages from the front that were enqueued before a time, at most <paramref name="most"/>; gives their
    /// number. In a queue with sessions only the messages of a locked session.
    /// </summary>
    public void DeleteBefore(long enqueuedBefore, int most, string? sessionId, Action<Outcome, int> done)
    {
        lock (_gate)
        {
            var session = sessionId is null ? null : Held(sessionId);
            if (HasSessions == (session is not null))
            {
                var taken = TakeEnqueuedBefore(session, enqueuedBefore, most);
                _store.Submit([.. taken.Select(entry => new DeleteMessage(entry.Key, entry.HasState))], () =>
                {
                    lock (_gate)
                        taken.ForEach(Finish);
                    done(Outcome.Done, taken.Count);
                });
                return;
            }
        }
        done(HasSessions ? Outcome.SessionLockLost : Outcome.NotAllowed, 0);
    }

    private List<MessageEntry> TakeEnqueuedBefore(Session? session, long enqueuedBefore, int most)
    {
        var line = session?.Waiting ?? _waiting;
        var taken = new List<MessageEntry>();
        while (taken.Count < most && line.TryTake(out var slot))
        {
            var entry = Thaw(slot, session);
            if (!entry.Known)
                BytesOf(entry);
            if (entry.EnqueuedAt >= enqueuedBefore)
            {
                line.Add(entry);
                break;
            }
            entry.Phase = MessagePhase.Committing;
            taken.Add(entry);
        }
        return taken;
    }
}
