using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Relay.Local.Bus.Store;

/// <summary>Applies records inside the writer's transaction.</summary>
internal sealed class SqliteWriter(Sqlite database)
{
    private readonly SqliteStatement _begin = database.Prepare("BEGIN IMMEDIATE");
    private readonly SqliteStatement _commit = database.Prepare("COMMIT");
    private readonly SqliteStatement _insert = database.Prepare("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)");
    private readonly SqliteStatement _delete = database.Prepare("DELETE FROM message WHERE key = ?");
    private readonly SqliteStatement _move = database.Prepare("UPDATE message SET key = ? WHERE key = ?");
    private readonly SqliteStatement _deleteState = database.Prepare("DELETE FROM state WHERE key = ?");
    private readonly SqliteStatement _putState = database.Prepare("INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    private readonly SqliteStatement _putSession = database.Prepare("INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?)");
    private readonly SqliteStatement _deleteSession = database.Prepare("DELETE FROM session WHERE queue = ? AND id = ?");
    private readonly SqliteStatement _next = database.Prepare("UPDATE queue SET next_sequence = ?, crc = ? WHERE number = ?");
    private readonly SqliteStatement _duplicate = database.Prepare("INSERT INTO duplicate VALUES (?, ?, ?, ?)");
    private readonly SqliteStatement _forget = database.Prepare("DELETE FROM duplicate WHERE until <= ?");

    private readonly ConcurrentDictionary<int, QueueRow> _queues = [];
    private readonly Dictionary<int, long> _nextSequence = [];

    /// <summary>Makes a queue's row known, before the first record that concerns it.</summary>
    public void Know(QueueRow row) => _queues[row.Number] = row;

    public void Begin() => _begin.Run();

    /// <summary>Commits; with synchronous=FULL this returns after the write-ahead log is on disk.</summary>
    public void Commit()
    {
        // Many sends of one commit move the same counter: only its last value is written.
        foreach (var (queue, next) in _nextSequence)
            _next.Bind(1, next).Bind(2, RowCheck.Queue(_queues[queue] with { NextSequence = next })).Bind(3, queue).Run();
        _nextSequence.Clear();
        _commit.Run();
    }

    /// <summary>Deletes the remembered message ids that are out of their window.</summary>
    public void Forget(long now) => _forget.Bind(1, now).Run();

    public void Apply(StoreRecord record)
    {
        switch (record)
        {
            case InsertMessage insert:
                _insert.Bind(1, insert.Key).Bind(2, insert.EnqueuedAt).Bind(3, insert.ExpiresAt)
                    .Bind(4, insert.SessionId).Bind(5, RowCheck.Message(insert.EnqueuedAt, insert.ExpiresAt, insert.SessionId, insert.Encoded))
                    .Bind(6, insert.Encoded).Run();
                break;
            case DeleteMessage delete:
                _delete.Bind(1, delete.Key).Run();
                if (delete.HasState)
                    _deleteState.Bind(1, delete.Key).Run();
                break;
            case MoveMessage move:
                _move.Bind(1, move.NewKey).Bind(2, move.Key).Run();
                _deleteState.Bind(1, move.Key).Run();
                break;
            case PutState { State: var state } put:
                _putState.Bind(1, put.Key).Bind(2, (long)state.Place).Bind(3, state.EnqueueSequenceNumber).Bind(4, state.EnqueuedAt)
                    .Bind(5, state.ExpiresAt).Bind(6, state.ScheduledAt).Bind(7, state.DeliveryCount).Bind(8, state.Modified)
                    .Bind(9, RowCheck.State(put.Key, state)).Run();
                break;
            case PutSessionState { State: null } clear:
                _deleteSession.Bind(1, clear.Queue).Bind(2, clear.SessionId).Run();
                break;
            case PutSessionState session:
                _putSession.Bind(1, session.Queue).Bind(2, session.SessionId).Bind(3, session.State)
                    .Bind(4, RowCheck.Session(session.Queue, session.SessionId, session.State)).Run();
                break;
            case PutNextSequence next:
                _nextSequence[next.Queue] = next.Next;
                break;
            case PutDuplicateKey key:
                var hash = new byte[16];
                BinaryPrimitives.WriteUInt128BigEndian(hash, key.Hash);
                _duplicate.Bind(1, key.Until).Bind(2, key.Queue).Bind(3, hash).Bind(4, RowCheck.Duplicate(key.Until, key.Queue, hash)).Run();
                break;
            default:
                throw new InvalidOperationException($"{record.GetType().Name} has no statement.");
        }
    }
}
