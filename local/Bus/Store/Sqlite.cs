using SQLitePCL;

namespace Relay.Local.Bus.Store;

/// <summary>A thin layer over SQLite's C interface: every failure is an exception with SQLite's words.</summary>
internal sealed class Sqlite : IDisposable
{
    private readonly sqlite3 _database;
    private readonly List<SqliteStatement> _statements = [];

    static Sqlite() => Batteries_V2.Init();

    public Sqlite(string path, bool readOnly = false)
    {
        var flags = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var result = raw.sqlite3_open_v2(path, out _database, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (result != raw.SQLITE_OK)
            throw new IOException($"SQLite cannot open {path}: {raw.sqlite3_errstr(result).utf8_to_string()}");
        raw.sqlite3_busy_timeout(_database, 10_000);
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        var prepared = new SqliteStatement(this, statement);
        _statements.Add(prepared);
        return prepared;
    }

    public void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
            throw new IOException($"SQLite: {raw.sqlite3_errmsg(_database).utf8_to_string()} ({result})");
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        raw.sqlite3_close_v2(_database);
        _database.Dispose();
    }
}
