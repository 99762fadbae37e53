namespace Relay.Local.Bus.Store;

/// <summary>Reads everything a data folder holds, before it is used, and compares each row with its check.</summary>
internal static class DataCheck
{
    /// <summary>Looks at the files without SQLite; never gives <see cref="WriteAheadLogState.Damaged"/>.</summary>
    /// <exception cref="BusDataDamagedException">Something is not as the broker wrote it.</exception>
    public static WriteAheadLogState Files(string database)
    {
        var log = database + "-wal";
        if (!File.Exists(database) && new FileInfo(log) is { Exists: true, Length: > 0 })
            throw new BusDataDamagedException($"{Path.GetFileName(log)} is there without {Path.GetFileName(database)}");
        var state = WriteAheadLogCheck.Check(log);
        return state != WriteAheadLogState.Damaged
            ? state
            : throw new BusDataDamagedException($"{Path.GetFileName(log)} was cut or overwritten in the middle, and holds commits behind that place");
    }

    /// <exception cref="BusDataDamagedException">Something is not as the broker wrote it.</exception>
    public static void Rows(Sqlite database)
    {
        try
        {
            using (var structure = database.Statement("PRAGMA quick_check(1)"))
                if (structure.Next() && structure.Text(0) is { } found && found != "ok")
                    throw new BusDataDamagedException(found.ReplaceLineEndings(" "));
            Queues(database);
            Messages(database);
            States(database);
            Sessions(database);
            Duplicates(database);
        }
        catch (SqliteDamagedException e)
        {
            throw new BusDataDamagedException(e.Message);
        }
    }

    private static void Queues(Sqlite database)
    {
        using var rows = database.Statement("SELECT number, name, next_sequence, created, crc FROM queue");
        while (rows.Next())
        {
            var row = new QueueRow((int)rows.Integer(0), rows.Text(1) ?? "", rows.Integer(2), rows.Integer(3));
            Must(RowCheck.Queue(row) == rows.Integer(4), $"the row of queue {row.Number}");
            Must(
                database.Number($"SELECT coalesce(max(key), 0) FROM message WHERE key < {MessageKey.Of(row.Number + 1, 0)}") < MessageKey.Of(row.Number, row.NextSequence),
                $"the sequence of queue {row.Number}");
        }
    }

    private static void Messages(Sqlite database)
    {
        using var rows = database.Statement("SELECT key, enqueued, expires, session, crc, encoded FROM message");
        while (rows.Next())
            Must(RowCheck.Message(rows.Integer(1), rows.Integer(2), rows.Text(3), rows.Span(5)) == rows.Integer(4), $"message {Name(rows.Integer(0))}");
    }

    private static void States(Sqlite database)
    {
        using var rows = database.Statement("""
            SELECT s.key, s.crc, s.place, s.enqueue_sequence, s.enqueued, s.expires, s.scheduled, s.deliveries, s.modified, m.key
            FROM state s LEFT JOIN message m ON m.key = s.key
            """);
        while (rows.Next())
        {
            var key = rows.Integer(0);
            Must(RowCheck.State(key, SqliteReader.State(rows, 2, rows.Integer(5))) == rows.Integer(1), $"the state of message {Name(key)}");
            Must(!rows.IsNull(9), $"message {Name(key)}, of which only the state is left,");
        }
    }

    private static void Sessions(Sqlite database)
    {
        using var rows = database.Statement("SELECT queue, id, state, crc FROM session");
        while (rows.Next())
            Must(RowCheck.Session(rows.Integer(0), rows.Text(1) ?? "", rows.Blob(2) ?? []) == rows.Integer(3), $"a session state of queue {rows.Integer(0)}");
    }

    private static void Duplicates(Sqlite database)
    {
        using var rows = database.Statement("SELECT until, queue, hash, crc FROM duplicate");
        while (rows.Next())
            Must(RowCheck.Duplicate(rows.Integer(0), rows.Integer(1), rows.Span(2)) == rows.Integer(3), $"a remembered message id of queue {rows.Integer(1)}");
    }

    private static string Name(long key) => $"{MessageKey.SequenceOf(key)} of queue {MessageKey.QueueOf(key)}";

    private static void Must(bool holds, string what)
    {
        if (!holds)
            throw new BusDataDamagedException($"{what} is not as it was written");
    }
}
