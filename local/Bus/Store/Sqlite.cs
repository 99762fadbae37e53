using SQLitePCL;

namespace Relay.Local.Bus.Store;

/// <summary>A thin layer over SQLite's C interface: every failure is an exception with SQLite's words.</summary>
internal sealed class Sqlite : IDisposable
{
    private readonly sqlite3 _database;
    private readonly List<SqliteStatement> _statements = [];

    static Sqlite() => Batteries_V2.Init();

    public Sqlite(string path)
    {
        var result = raw.sqlite3_open_v2(path, out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        if (result != raw.SQLITE_OK)
            throw new IOException($"SQLite cannot open {path}: {raw.sqlite3_errstr(result).utf8_to_string()}");
        raw.sqlite3_busy_timeout(_database, 10_000);
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    /// <summary>The first column of the first row, as a number.</summary>
    public long Number(string sql)
    {
        using var statement = Statement(sql);
        return statement.Next() ? statement.Integer(0) : 0;
    }

    /// <summary>A statement that the caller disposes of.</summary>
    public SqliteStatement Statement(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        return new SqliteStatement(this, statement);
    }

    /// <summary>Closing this connection leaves the files as they are.</summary>
    public void LeaveFilesAlone() => Check(raw.sqlite3_db_config(_database, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _));

    /// <summary>A statement that lives as long as the connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        var prepared = Statement(sql);
        _statements.Add(prepared);
        return prepared;
    }

    public void Check(int result)
    {
        if ((result & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
            throw new SqliteDamagedException(raw.sqlite3_errmsg(_database).utf8_to_string());
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
