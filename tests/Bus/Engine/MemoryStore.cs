using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Tests.Engine;

/// <summary>A store in memory that commits when told to, so that a test sees what happens before and after a commit.</summary>
internal sealed class MemoryStore : IBusStore
{
    private readonly InMemoryTables _tables = new();
    private readonly Queue<(IReadOnlyList<StoreRecord> Records, Action Committed)> _pending = new();

    public int Messages => _tables.Messages;

    public int States => _tables.States;

    public long DiskBytes => 0;

    public StoredQueue Open(string queue) => _tables.Open(queue, 0);

    public void Submit(IReadOnlyList<StoreRecord> records, Action committed) => _pending.Enqueue((records, committed));

    public StoredMessage? Read(long key) => _tables.Read(key);

    public void Dispose()
    {
    }

    /// <summary>Forgets what was submitted and not committed, as a halt does.</summary>
    public void LosePending() => _pending.Clear();

    /// <summary>Commits everything, with what the commits lead to.</summary>
    /// <param name="unreported">Called when a commit is on disk and not yet told of.</param>
    public void Commit(Action? unreported = null)
    {
        while (_pending.TryDequeue(out var work))
        {
            foreach (var record in work.Records)
                _tables.Apply(record);
            unreported?.Invoke();
            work.Committed();
        }
    }
}
