namespace Relay.Local.Bus.Store;

/// <summary>
/// The store on SQLite: one writer thread takes all work that has gathered since its last commit, applies it in one
/// transaction and commits; a second thread then reports what was committed, so that reporting never delays the next
/// commit.
/// </summary>
internal sealed class SqliteBusStore : IBusStore
{
    /// <summary>After this long without work the disk's space is looked after.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);

    private readonly string _folder;
    private readonly FileStream _owner;
    private readonly Sqlite _writing;
    private readonly Sqlite _reading;
    private readonly SqliteWriter _writer;
    private readonly SqliteReader _reader;
    private readonly DiskSpace _space;
    private readonly TimeProvider _clock;
    private readonly Action<Exception> _failed;
    private readonly WorkGate<Work> _submitted = new();
    private readonly WorkGate<List<Work>> _committed = new();
    private readonly Thread _commitThread;
    private readonly Thread _reportThread;

    /// <summary>Opens the folder, after everything in it was checked.</summary>
    /// <exception cref="IOException">The folder cannot be used, or another broker uses it.</exception>
    /// <exception cref="BusDataDamagedException">What is in it is damaged.</exception>
    public SqliteBusStore(string folder, TimeProvider clock, Action<Exception> failed)
    {
        _folder = folder;
        _clock = clock;
        _failed = failed;
        Directory.CreateDirectory(folder);
        // Two brokers on one folder would hand out the same sequence numbers: the second one fails here.
        _owner = Own(Path.Combine(folder, "bus.lock"));
        try
        {
            var path = Path.Combine(folder, "bus.db");
            HadUnfinishedCommit = DataCheck.Files(path) == WriteAheadLogState.Torn;
            _writing = OpenFile(path);
            _reading = new Sqlite(path);
        }
        catch (IOException)
        {
            _owner.Dispose();
            throw;
        }
        _writer = new SqliteWriter(_writing);
        _space = new DiskSpace(_writing);
        _reader = new SqliteReader(_reading);
        _commitThread = new Thread(Commit) { IsBackground = true, Name = "bus-commit" };
        _reportThread = new Thread(Report) { IsBackground = true, Name = "bus-report" };
        _commitThread.Start();
        _reportThread.Start();
    }

    /// <summary>The halt before this start cut off a commit. It was not acknowledged, and is dropped.</summary>
    public bool HadUnfinishedCommit { get; }

    private readonly record struct Work(IReadOnlyList<StoreRecord> Records, Action Committed);

    public long DiskBytes => new DirectoryInfo(_folder).EnumerateFiles("bus.db*").Sum(file => file.Length);

    public StoredQueue Open(string queue)
    {
        var row = _reader.Queue(queue, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        _writer.Know(row);
        return _reader.Load(row);
    }

    public void Submit(IReadOnlyList<StoreRecord> records, Action committed) => _submitted.Add(new Work(records, committed));

    public StoredMessage? Read(long key)
    {
        try
        {
            return _reader.Read(key);
        }
        catch (IOException e)
        {
            _failed(e);
            throw;
        }
    }

    /// <summary>Commits what was submitted, reports it, and closes the files.</summary>
    public void Dispose()
    {
        _submitted.Close();
        _commitThread.Join();
        _committed.Close();
        _reportThread.Join();
        _reading.Dispose();
        _writing.Dispose();
        _owner.Dispose();
    }

    private static FileStream Own(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"Another broker uses the data folder {Path.GetDirectoryName(path)}, or it cannot be written to: {e.Message}", e);
        }
    }

    private static Sqlite OpenFile(string path)
    {
        var database = new Sqlite(path);
        try
        {
            SqliteSchema.Prepare(database);
            DataCheck.Rows(database);
            return database;
        }
        catch (IOException e)
        {
            database.LeaveFilesAlone();
            database.Dispose();
            throw e is SqliteDamagedException ? new BusDataDamagedException(e.Message) : e;
        }
    }

    private void Commit()
    {
        try
        {
            while (_submitted.Take(_space.Pending ? Idle : null) is { } gathered)
            {
                if (gathered.Count == 0)
                {
                    while (_space.Pending && _submitted.IsEmpty)
                        _space.Idle();
                    continue;
                }
                _writer.Begin();
                foreach (var work in gathered)
                    foreach (var record in work.Records)
                        _writer.Apply(record);
                _writer.Forget(_clock.GetUtcNow().ToUnixTimeMilliseconds());
                _writer.Commit();
                _committed.Add(gathered);
                _space.Committed();
            }
        }
        catch (IOException e)
        {
            // The disk failed: nothing after this point may be acknowledged.
            _failed(e);
        }
    }

    private void Report()
    {
        while (_committed.Take() is { } commits)
            foreach (var commit in commits)
                foreach (var work in commit)
                    work.Committed();
    }
}
