namespace Relay.Local.Bus.Store;

/// <summary>
/// Gives the space of consumed messages back to the file system: in slices while nothing else is to be done, and between
/// commits when most of the file is free.
/// </summary>
internal sealed class DiskSpace(Sqlite database)
{
    private const int CommitsBetweenLooks = 64;
    private const int SlicePages = 1024;

    private readonly SqliteStatement _free = database.Prepare("PRAGMA freelist_count");
    private readonly SqliteStatement _pages = database.Prepare("PRAGMA page_count");
    private int _commits;

    /// <summary>There may be space to give back once the broker is idle.</summary>
    public bool Pending { get; private set; } = true;

    /// <summary>To be called after each commit.</summary>
    public void Committed()
    {
        Pending = true;
        if (++_commits % CommitsBetweenLooks == 0 && Count(_free) is var free && free > SlicePages && free > Count(_pages) / 2)
            GiveBack();
    }

    /// <summary>To be called while there is no work, until nothing is pending.</summary>
    public void Idle()
    {
        if (Count(_free) > 0)
        {
            GiveBack();
            return;
        }
        database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        Pending = false;
    }

    private void GiveBack() => database.Execute($"PRAGMA incremental_vacuum({SlicePages})");

    private static long Count(SqliteStatement pragma)
    {
        var count = pragma.Next() ? pragma.Integer(0) : 0;
        pragma.Reset();
        return count;
    }
}
