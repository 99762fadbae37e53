namespace Relay.Local.Bus.Store;

/// <summary>
/// The tables. A message's row is written once and deleted once; all that changes lies in rows of its own. Each row carries a
/// <see cref="RowCheck"/>.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>The layout's number, kept in <c>user_version</c>.</summary>
    public const int Version = 2;

    private const string Tables = """
        CREATE TABLE queue (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, next_sequence INTEGER NOT NULL, created INTEGER NOT NULL, crc INTEGER NOT NULL);
        CREATE TABLE message (
            key INTEGER PRIMARY KEY, enqueued INTEGER NOT NULL, expires INTEGER NOT NULL, session TEXT, crc INTEGER NOT NULL, encoded BLOB NOT NULL);
        CREATE TABLE state (
            key INTEGER PRIMARY KEY, place INTEGER NOT NULL, enqueue_sequence INTEGER NOT NULL, enqueued INTEGER NOT NULL,
            expires INTEGER NOT NULL, scheduled INTEGER NOT NULL, deliveries INTEGER NOT NULL, modified BLOB, crc INTEGER NOT NULL);
        CREATE TABLE session (
            queue INTEGER NOT NULL, id TEXT NOT NULL, state BLOB NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (queue, id)) WITHOUT ROWID;
        CREATE TABLE duplicate (
            until INTEGER NOT NULL, queue INTEGER NOT NULL, hash BLOB NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (until, queue, hash)) WITHOUT ROWID;
        """;

    /// <summary>Sets a connection's modes and makes the tables of a new file.</summary>
    /// <exception cref="IOException">The file has another layout.</exception>
    public static void Prepare(Sqlite database)
    {
        // Only a file that is still empty takes these two.
        database.Execute("PRAGMA page_size=8192");
        database.Execute("PRAGMA auto_vacuum=INCREMENTAL");
        database.Execute("PRAGMA journal_mode=WAL");
        database.Execute("PRAGMA synchronous=FULL");
        database.Execute("PRAGMA wal_autocheckpoint=2000");
        database.Execute("PRAGMA journal_size_limit=33554432");
        database.Execute("PRAGMA cache_size=-4096");
        var found = database.Number("PRAGMA user_version");
        if (found is not (0 or Version))
            throw new IOException(
                $"The data folder was written by another version of the broker (layout {found}, this one has {Version}). Move the folder away to start with empty queues, or consume its messages with the version that wrote it.");
        if (found == Version)
            return;
        database.Execute("BEGIN;" + Tables + $"PRAGMA user_version={Version}; COMMIT");
    }
}
