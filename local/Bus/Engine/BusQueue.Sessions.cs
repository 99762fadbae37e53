using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

/// <summary>A request for the next free session that has not been granted yet.</summary>
internal sealed class SessionRequest(Consumer consumer, Action<string, long> granted)
{
    public Consumer Consumer => consumer;

    public Action<string, long> Granted => granted;
}

internal sealed partial class BusQueue
{
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly LinkedList<Session> _free = [];
    private readonly LinkedList<SessionRequest> _requests = [];

    /// <summary>Locked sessions, the lock that ends first in front.</summary>
    private readonly List<Session> _held = [];

    /// <summary>Locks a session by name, whether it has messages or not; gives the end of the lock.</summary>
    public (Outcome Outcome, long Until) AcceptSession(Consumer consumer, string id)
    {
        lock (_gate)
        {
            var session = SessionOf(id);
            if (session.Holder is not null)
                return (Outcome.SessionCannotBeLocked, 0);
            Hold(session, consumer);
            return (Outcome.Done, session.LockedUntil);
        }
    }

    /// <summary>
    /// Asks for the session that has waited longest. <paramref name="granted"/> gets its id and the end of its lock, now or
    /// later; <see cref="Withdraw"/> ends the wait.
    /// </summary>
    public SessionRequest RequestSession(Consumer consumer, Action<string, long> granted)
    {
        var request = new SessionRequest(consumer, granted);
        Session? session;
        lock (_gate)
        {
            session = NextFree();
            if (session is not null)
                Hold(session, consumer);
            else
                _requests.AddLast(request);
        }
        if (session is not null)
            granted(session.Id, session.LockedUntil);
        return request;
    }

    /// <summary>True when the request was still waiting and now never will be granted.</summary>
    public bool Withdraw(SessionRequest request)
    {
        lock (_gate)
            return _requests.Remove(request);
    }

    /// <summary>Extends a session's lock; where <paramref name="by"/> is known, for its holder only.</summary>
    public (Outcome Outcome, long Until) RenewSession(string id, Consumer? by = null)
    {
        lock (_gate)
        {
            if (Held(id, by) is not { } session)
                return (Outcome.SessionLockLost, 0);
            session.LockedUntil = Now + _lockMilliseconds;
            _held.Remove(session);
            _held.Add(session);
            return (Outcome.Done, session.LockedUntil);
        }
    }

    public (Outcome Outcome, byte[]? State) GetSessionState(string id, Consumer? by = null)
    {
        lock (_gate)
            return Held(id, by) is { } session ? (Outcome.Done, session.State) : (Outcome.SessionLockLost, null);
    }

    public void SetSessionState(string id, byte[]? state, Action<Outcome> done, Consumer? by = null)
    {
        lock (_gate)
        {
            if (Held(id, by) is { } session)
            {
                session.State = state;
                session.StateSetAt = Now;
                Submit(new PutSessionState(_number, id, state), () => done(Outcome.Done));
                return;
            }
        }
        done(Outcome.SessionLockLost);
    }

    /// <summary>
    /// The ids of sessions, in their order: those with messages to receive or a state, or those whose state was set since a
    /// time (a state of before the start counts from the start).
    /// </summary>
    public IReadOnlyList<string> ListSessions(long? stateSetSince, int skip, int top)
    {
        lock (_gate)
        {
            return [.. _sessions.Values
                .Where(session => stateSetSince is { } since
                    ? session.State is not null && session.StateSetAt >= since
                    : session.State is not null || session.Waiting.Count + session.Locked.Count > 0)
                .Select(session => session.Id).Order(StringComparer.Ordinal).Skip(skip).Take(top)];
        }
    }

    private Session? Held(string id, Consumer? by = null) =>
        _sessions.TryGetValue(id, out var session) && session.Holder is { } holder && (by ?? holder) == holder && session.LockedUntil > Now
            ? session
            : null;

    /// <summary>The free session that has waited longest; sessions whose messages expired or were deleted are none.</summary>
    private Session? NextFree()
    {
        while (_free.First is { Value: var session })
        {
            if (session.Waiting.Count > 0)
                return session;
            _free.RemoveFirst();
            session.FreeNode = null;
        }
        return null;
    }

    private Session SessionOf(string id)
    {
        if (!_sessions.TryGetValue(id, out var session))
            _sessions.Add(id, session = new Session(id));
        return session;
    }

    private void ForgetIfEmpty(Session session)
    {
        if (session is { References: 0, State: null, Holder: null })
            _sessions.Remove(session.Id);
    }

    private void Hold(Session session, Consumer consumer)
    {
        if (session.FreeNode is { } node)
        {
            _free.Remove(node);
            session.FreeNode = null;
        }
        session.Holder = consumer;
        session.LockedUntil = Now + _lockMilliseconds;
        consumer.Session = session;
        _held.Add(session);
        Arm();
    }

    /// <summary>Gives a session with waiting messages to the next request, or lists it as free.</summary>
    private void OfferSession(Session session)
    {
        if (session.Holder is not null || session.Returning > 0 || session.Waiting.Count == 0 || session.FreeNode is not null)
            return;
        if (_requests.First is { } first)
        {
            _requests.RemoveFirst();
            Hold(session, first.Value.Consumer);
            first.Value.Granted(session.Id, session.LockedUntil);
            return;
        }
        session.FreeNode = _free.AddLast(session);
    }

    private void EndSession(Session session, bool counts)
    {
        var consumer = session.Holder!;
        session.Holder = null;
        _held.Remove(session);
        consumer.Session = null;
        consumer.Detached = true;
        foreach (var entry in session.Locked.ToArray())
        {
            Unlock(entry);
            if (counts)
                Decide(entry, Verdict.Of(Decision.Abandon), done: null);
            else
                MakeWaiting(entry);
        }
        OfferSession(session);
        ForgetIfEmpty(session);
    }
}
