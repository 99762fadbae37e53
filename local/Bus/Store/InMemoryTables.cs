namespace Relay.Local.Bus.Store;

/// <summary>The rows of a store that is not on disk. Not safe for concurrent use.</summary>
internal sealed class InMemoryTables
{
    private readonly Dictionary<string, (int Number, long CreatedAt)> _queues = [];
    private readonly Dictionary<int, long> _next = [];
    private readonly Dictionary<long, InsertMessage> _messages = [];
    private readonly Dictionary<long, MessageState> _states = [];
    private readonly Dictionary<(int Queue, string Id), byte[]> _sessions = [];
    private readonly Dictionary<(int Queue, UInt128 Hash), long> _duplicates = [];

    public int Messages => _messages.Count;

    public int States => _states.Count;

    public StoredQueue Open(string name, long now)
    {
        if (!_queues.TryGetValue(name, out var queue))
            _queues.Add(name, queue = (_queues.Count + 1, now));
        return new StoredQueue(
            queue.Number,
            _next.GetValueOrDefault(queue.Number, 1),
            queue.CreatedAt,
            [.. _messages.Values.Where(message => MessageKey.QueueOf(message.Key) == queue.Number).OrderBy(message => message.Key).Select(Head)],
            _sessions.Where(session => session.Key.Queue == queue.Number).ToDictionary(session => session.Key.Id, session => session.Value),
            [.. _duplicates.Where(key => key.Key.Queue == queue.Number).OrderBy(key => key.Value).Select(key => (key.Key.Hash, key.Value))]);
    }

    public StoredMessage? Read(long key) => _messages.TryGetValue(key, out var message)
        ? new StoredMessage(message.EnqueuedAt, message.ExpiresAt, message.Encoded, _states.GetValueOrDefault(key))
        : null;

    public void Apply(StoreRecord record)
    {
        switch (record)
        {
            case InsertMessage insert:
                _messages.Add(insert.Key, insert);
                break;
            case DeleteMessage delete:
                Must(_messages.Remove(delete.Key), delete);
                Must(_states.Remove(delete.Key) == delete.HasState, delete);
                break;
            case MoveMessage move:
                Must(_messages.Remove(move.Key, out var moved), move);
                _messages.Add(move.NewKey, moved! with { Key = move.NewKey });
                _states.Remove(move.Key);
                break;
            case PutState put:
                Must(_messages.ContainsKey(put.Key), put);
                _states[put.Key] = put.State;
                break;
            case PutSessionState { State: null } clear:
                _sessions.Remove((clear.Queue, clear.SessionId));
                break;
            case PutSessionState session:
                _sessions[(session.Queue, session.SessionId)] = session.State;
                break;
            case PutNextSequence next:
                _next[next.Queue] = next.Next;
                break;
            case PutDuplicateKey key:
                _duplicates[(key.Queue, key.Hash)] = key.Until;
                break;
            default:
                throw new InvalidOperationException($"{record.GetType().Name} has no table.");
        }
    }

    private StoredHead Head(InsertMessage message)
    {
        var state = _states.GetValueOrDefault(message.Key);
        return new StoredHead(
            MessageKey.SequenceOf(message.Key), message.Encoded.Length, state?.ExpiresAt ?? message.ExpiresAt, message.SessionId,
            state is not null, state?.Place ?? MessagePlace.Active, state?.ScheduledAt ?? 0);
    }

    /// <summary>The engine and the rows have come apart: a bug.</summary>
    private static void Must(bool holds, StoreRecord record)
    {
        if (!holds)
            throw new InvalidOperationException($"{record} does not fit what is stored.");
    }
}
