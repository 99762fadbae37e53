using System.Buffers.Binary;

namespace Relay.Local.Bus.Store;

/// <summary>Reads stored queues when the broker starts, and message bytes while it runs.</summary>
internal sealed class SqliteReader(Sqlite database)
{
    /// <summary>Bits of a key that hold the sequence number; the bits above hold the queue's number.</summary>
    public const int SequenceBits = 40;

    private readonly SqliteStatement _encoded = database.Prepare("SELECT encoded FROM message WHERE key = ?");

    public byte[] Read(long key)
    {
        lock (_encoded)
        {
            if (!_encoded.Bind(1, key).Next())
                throw new InvalidOperationException($"Message {key} is not in the store.");
            var bytes = _encoded.Blob(0)!;
            _encoded.Reset();
            return bytes;
        }
    }

    public StoredQueue Load(int number, long nextSequence, long createdAt) =>
        new(number, nextSequence, createdAt, Messages(number), Sessions(number), Duplicates(number));

    private List<StoredMessage> Messages(int number)
    {
        using var rows = database.Prepare("""
            SELECT m.key, m.enqueued, m.expires, m.session, length(m.encoded),
                   s.place, s.sequence, s.enqueued, s.expires, s.scheduled, s.deliveries, s.modified
            FROM message m LEFT JOIN state s ON s.key = m.key WHERE m.key >= ? AND m.key < ? ORDER BY m.key
            """);
        rows.Bind(1, (long)number << SequenceBits).Bind(2, (long)(number + 1) << SequenceBits);
        var messages = new List<StoredMessage>();
        while (rows.Next())
            messages.Add(new(rows.Integer(0), rows.Integer(1), rows.Integer(2), rows.Text(3), (int)rows.Integer(4), State(rows)));
        return messages;
    }

    private static MessageState? State(SqliteStatement rows) => rows.IsNull(5)
        ? null
        : new((MessagePlace)rows.Integer(5), rows.Integer(6), rows.Integer(7), rows.Integer(8), rows.Integer(9), (int)rows.Integer(10), rows.Blob(11));

    private Dictionary<string, byte[]> Sessions(int number)
    {
        using var rows = database.Prepare("SELECT id, state FROM session WHERE queue = ?");
        rows.Bind(1, number);
        var states = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (rows.Next())
            states[rows.Text(0)!] = rows.Blob(1) ?? [];
        return states;
    }

    private List<(UInt128, long)> Duplicates(int number)
    {
        using var rows = database.Prepare("SELECT hash, until FROM duplicate WHERE queue = ? ORDER BY until");
        rows.Bind(1, number);
        var keys = new List<(UInt128, long)>();
        while (rows.Next())
            keys.Add((BinaryPrimitives.ReadUInt128BigEndian(rows.Blob(0)), rows.Integer(1)));
        return keys;
    }
}
