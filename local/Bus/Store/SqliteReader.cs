using System.Buffers.Binary;

namespace Relay.Local.Bus.Store;

/// <summary>Reads stored queues when the broker starts, and messages while it runs. It may be used by several threads.</summary>
internal sealed class SqliteReader(Sqlite database)
{
    // Not a Lock: iterators hold it while they are walked over.
    private readonly object _gate = new();

    private readonly SqliteStatement _message = database.Prepare("""
        SELECT m.enqueued, m.expires, m.session, m.crc, m.encoded, s.place, s.enqueue_sequence, s.enqueued, s.expires, s.scheduled, s.deliveries, s.modified
        FROM message m LEFT JOIN state s ON s.key = m.key WHERE m.key = ?
        """);

    /// <summary>Makes the queue where it is not there.</summary>
    public QueueRow Queue(string name, long now)
    {
        lock (_gate)
        {
            using var find = database.Statement("SELECT number, next_sequence, created FROM queue WHERE name = ?");
            if (find.Bind(1, name).Next())
                return new QueueRow((int)find.Integer(0), name, find.Integer(1), find.Integer(2));
            var row = new QueueRow((int)database.Number("SELECT coalesce(max(number), 0) + 1 FROM queue"), name, 1, now);
            using var make = database.Statement("INSERT INTO queue VALUES (?, ?, ?, ?, ?)");
            make.Bind(1, row.Number).Bind(2, name).Bind(3, row.NextSequence).Bind(4, now).Bind(5, RowCheck.Queue(row)).Run();
            return row;
        }
    }

    /// <exception cref="BusDataDamagedException">The row is not as it was written.</exception>
    public StoredMessage? Read(long key)
    {
        lock (_gate)
        {
            if (!_message.Bind(1, key).Next())
                return null;
            var encoded = _message.Blob(4) ?? [];
            var (enqueued, expires) = (_message.Integer(0), _message.Integer(1));
            var whole = RowCheck.Message(enqueued, expires, _message.Text(2), encoded) == _message.Integer(3);
            var state = _message.IsNull(5) ? null : State(_message, 5, _message.Integer(8));
            _message.Reset();
            return whole ? new StoredMessage(enqueued, expires, encoded, state) : throw new BusDataDamagedException($"message {key} changed on disk");
        }
    }

    /// <summary>Reads the row of state whose columns start at <paramref name="first"/>.</summary>
    public static MessageState State(SqliteStatement row, int first, long expires) => new(
        (MessagePlace)row.Integer(first), row.Integer(first + 1), row.Integer(first + 2), expires, row.Integer(first + 4), (int)row.Integer(first + 5), row.Blob(first + 6));

    public StoredQueue Load(QueueRow row) =>
        new(row.Number, row.NextSequence, row.CreatedAt, Heads(row.Number), Sessions(row.Number), Duplicates(row.Number));

    private IEnumerable<StoredHead> Heads(int number)
    {
        lock (_gate)
        {
            using var rows = database.Statement("""
                SELECT m.key, m.expires, m.session, length(m.encoded), s.place, s.expires, s.scheduled
                FROM message m LEFT JOIN state s ON s.key = m.key WHERE m.key >= ? AND m.key < ? ORDER BY m.key
                """);
            rows.Bind(1, MessageKey.Of(number, 0)).Bind(2, MessageKey.Of(number + 1, 0));
            while (rows.Next())
            {
                var plain = rows.IsNull(4);
                yield return new StoredHead(
                    MessageKey.SequenceOf(rows.Integer(0)), (int)rows.Integer(3), rows.Integer(plain ? 1 : 5), rows.Text(2), !plain,
                    plain ? MessagePlace.Active : (MessagePlace)rows.Integer(4), plain ? 0 : rows.Integer(6));
            }
        }
    }

    private Dictionary<string, byte[]> Sessions(int number)
    {
        lock (_gate)
        {
            using var rows = database.Statement("SELECT id, state FROM session WHERE queue = ?");
            rows.Bind(1, number);
            var states = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            while (rows.Next())
                states[rows.Text(0)!] = rows.Blob(1) ?? [];
            return states;
        }
    }

    private IEnumerable<(UInt128, long)> Duplicates(int number)
    {
        lock (_gate)
        {
            using var rows = database.Statement("SELECT hash, until FROM duplicate WHERE queue = ? ORDER BY until");
            rows.Bind(1, number);
            while (rows.Next())
                yield return (BinaryPrimitives.ReadUInt128BigEndian(rows.Span(0)), rows.Integer(1));
        }
    }
}
