namespace Relay.Local.Bus.Transport.Front;

/// <summary>
/// Counts the bytes one connection has under way to the store. While all connections together have too many, those that
/// brought them are not read from, and later nobody is: what waits in the socket holds the senders back.
/// </summary>
internal sealed class IntakeGauge(IntakeTotal total)
{
    private long _bytes;

    /// <summary>A message was taken.</summary>
    public void Taken(int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        total.Add(bytes);
    }

    /// <summary>The message is stored, or refused.</summary>
    public void Done(int bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        total.Add(-bytes);
    }

    /// <summary>True when nothing may be read now; the callback then comes once, on a thread of its own.</summary>
    public bool MustWait(Action goOn) => total.MustWait(Volatile.Read(ref _bytes), goOn);
}

/// <summary>What all connections have under way to the store.</summary>
internal sealed class IntakeTotal(BrokerLimits limits)
{
    private readonly object _gate = new();
    private List<Action> _waiting = [];
    private long _bytes;

    public void Add(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) > limits.IntakeBytes / 2 || bytes > 0)
            return;
        List<Action> waiting;
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return;
            waiting = _waiting;
            _waiting = [];
        }
        foreach (var goOn in waiting)
            ThreadPool.QueueUserWorkItem(_ => goOn());
    }

    public bool MustWait(long own, Action goOn)
    {
        if (!IsTooMuch(own))
            return false;
        lock (_gate)
        {
            // What drained in between told nobody: look again before the wait.
            if (!IsTooMuch(own))
                return false;
            _waiting.Add(goOn);
        }
        // And once more, for what drained before the callback was in the list.
        Add(0);
        return true;
    }

    private bool IsTooMuch(long own)
    {
        var all = Interlocked.Read(ref _bytes);
        return all > 2 * limits.IntakeBytes || (all > limits.IntakeBytes && own > limits.IntakeShareBytes);
    }
}
