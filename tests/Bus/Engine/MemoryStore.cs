using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Tests.Engine;

/// <summary>A store in memory that commits when told to, so that a test sees what happens before and after a commit.</summary>
internal sealed class MemoryStore : IBusStore
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<int, long> _next = [];
    private readonly SortedDictionary<long, InsertMessage> _messages = [];
    private readonly Dictionary<long, MessageState> _states = [];
    private readonly Dictionary<(int Queue, string Id), byte[]> _sessions = [];
    private readonly List<PutDuplicateKey> _duplicates = [];
    private readonly Queue<(IReadOnlyList<StoreRecord> Records, Action Committed)> _pending = new();

    public int Messages => _messages.Count;

    public long DiskBytes => 0;

    public int States => _states.Count;

    public StoredQueue Open(string queue)
    {
        var number = _numbers.TryGetValue(queue, out var known) ? known : _numbers[queue] = _numbers.Count + 1;
        return new StoredQueue(
            number,
            _next.GetValueOrDefault(number, 1),
            0,
            [.. _messages.Values.Where(message => message.Key >> SqliteReader.SequenceBits == number).Select(message => new StoredMessage(
                message.Key, message.EnqueuedAt, message.ExpiresAt, message.SessionId, message.Encoded.Length, _states.GetValueOrDefault(message.Key)))],
            _sessions.Where(session => session.Key.Queue == number).ToDictionary(session => session.Key.Id, session => session.Value),
            [.. _duplicates.Where(key => key.Queue == number).Select(key => (key.Hash, key.Until))]);
    }

    public void Submit(IReadOnlyList<StoreRecord> records, Action committed) => _pending.Enqueue((records, committed));

    public byte[] Read(long key) => _messages[key].Encoded;

    /// <summary>Forgets what was submitted and not committed, as a halt does.</summary>
    public void LosePending() => _pending.Clear();

    /// <summary>Commits everything, with what the commits lead to.</summary>
    public void Commit()
    {
        while (_pending.TryDequeue(out var work))
        {
            foreach (var record in work.Records)
                Apply(record);
            work.Committed();
        }
    }

    private void Apply(StoreRecord record)
    {
        switch (record)
        {
            case InsertMessage insert: _messages.Add(insert.Key, insert); break;
            case DeleteMessage delete:
                Assert.True(_messages.Remove(delete.Key));
                Assert.Equal(delete.HasState, _states.Remove(delete.Key));
                break;
            case PutState put: _states[put.Key] = put.State; break;
            case PutSessionState { State: null } clear: _sessions.Remove((clear.Queue, clear.SessionId)); break;
            case PutSessionState session: _sessions[(session.Queue, session.SessionId)] = session.State; break;
            case PutNextSequence next: _next[next.Queue] = next.Next; break;
            case PutDuplicateKey key: _duplicates.Add(key); break;
            default: Assert.Fail($"{record.GetType().Name} is unknown."); break;
        }
    }
}
