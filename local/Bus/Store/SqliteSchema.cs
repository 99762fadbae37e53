namespace Relay.Local.Bus.Store;

/// <summary>The tables. A message's row is written once and deleted once; all that changes lies in rows of its own.</summary>
internal static class SqliteSchema
{
    /// <summary>The layout's number, kept in <c>user_version</c>.</summary>
    public const int Version = 2;

    public const string Tables = """
        CREATE TABLE IF NOT EXISTS queue (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, next_sequence INTEGER NOT NULL, created INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS message (
            key INTEGER PRIMARY KEY, enqueued INTEGER NOT NULL, expires INTEGER NOT NULL, session TEXT, encoded BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS state (
            key INTEGER PRIMARY KEY, place INTEGER NOT NULL, sequence INTEGER NOT NULL, enqueued INTEGER NOT NULL,
            expires INTEGER NOT NULL, scheduled INTEGER NOT NULL, deliveries INTEGER NOT NULL, modified BLOB);
        CREATE TABLE IF NOT EXISTS session (
            queue INTEGER NOT NULL, id TEXT NOT NULL, state BLOB NOT NULL, PRIMARY KEY (queue, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS duplicate (
            until INTEGER NOT NULL, queue INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (until, queue, hash)) WITHOUT ROWID;
        """;

    public static void Prepare(Sqlite database)
    {
        database.Execute("PRAGMA journal_mode=WAL");
        database.Execute("PRAGMA synchronous=FULL");
        database.Execute("PRAGMA wal_autocheckpoint=4000");
        database.Execute("PRAGMA journal_size_limit=67108864");
        database.Execute("PRAGMA cache_size=-32768");
        database.Execute(Tables);
        using var version = database.Prepare("PRAGMA user_version");
        var found = version.Next() ? version.Integer(0) : 0;
        version.Reset();
        if (found is not (0 or Version))
            throw new IOException($"The data folder was written by layout {found}; this program knows layout {Version}.");
        database.Execute($"PRAGMA user_version={Version}");
    }
}
