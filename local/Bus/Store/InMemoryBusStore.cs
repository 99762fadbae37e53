namespace Relay.Local.Bus.Store;

/// <summary>A store that forgets everything when the process ends: for tests, and to measure what durability costs.</summary>
internal sealed class InMemoryBusStore : IBusStore
{
    private readonly Lock _gate = new();
    private readonly InMemoryTables _tables = new();
    private readonly WorkGate<Action> _applied = new();
    private readonly TimeProvider _clock;
    private readonly Thread _reportThread;

    public InMemoryBusStore(TimeProvider clock)
    {
        _clock = clock;
        _reportThread = new Thread(Report) { IsBackground = true, Name = "bus-report" };
        _reportThread.Start();
    }

    public long DiskBytes => 0;

    public StoredQueue Open(string queue)
    {
        lock (_gate)
            return _tables.Open(queue, _clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    public void Submit(IReadOnlyList<StoreRecord> records, Action committed)
    {
        lock (_gate)
        {
            foreach (var record in records)
                // Only a restart would read these.
                if (record is not (PutDuplicateKey or PutNextSequence))
                    _tables.Apply(record);
            _applied.Add(committed);
        }
    }

    public StoredMessage? Read(long key)
    {
        lock (_gate)
            return _tables.Read(key);
    }

    public void Dispose()
    {
        _applied.Close();
        _reportThread.Join();
    }

    private void Report()
    {
        while (_applied.Take() is { } gathered)
            foreach (var committed in gathered)
                committed();
    }
}
