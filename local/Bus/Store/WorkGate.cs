namespace Relay.Local.Bus.Store;

/// <summary>Hands everything that gathered since the last time to one taking thread.</summary>
internal sealed class WorkGate<T>
{
    private readonly object _gate = new();
    private List<T> _gathered = [];
    private bool _closed;

    /// <summary>Nothing has gathered, and more may come.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _gathered.Count == 0 && !_closed;
        }
    }

    /// <summary>Adds an item; after <see cref="Close"/> items are dropped, as on a halt of the process.</summary>
    public void Add(T item)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _gathered.Add(item);
            if (_gathered.Count == 1)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Waits for items and takes all of them in order; null when closed and empty. Where a longest wait is given, the list is
    /// empty when nothing came.
    /// </summary>
    public List<T>? Take(TimeSpan? longest = null)
    {
        lock (_gate)
        {
            while (_gathered.Count == 0 && !_closed)
                if (!Monitor.Wait(_gate, longest ?? Timeout.InfiniteTimeSpan))
                    return [];
            if (_gathered.Count == 0)
                return null;
            var taken = _gathered;
            _gathered = [];
            return taken;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
