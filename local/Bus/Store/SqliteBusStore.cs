namespace Relay.Local.Bus.Store;

/// <summary>
/// The store on SQLite: one writer thread takes all work that has gathered since its last commit, applies it in one
/// transaction and commits; a second thread then reports what was committed, so that reporting never delays the next
/// commit.
/// </summary>
internal sealed class SqliteBusStore : IBusStore, IDisposable
{
    private readonly string _folder;
    private readonly FileStream _owner;
    private readonly Sqlite _writing;
    private readonly Sqlite _reading;
    private readonly SqliteWriter _writer;
    private readonly SqliteReader _reader;
    private readonly TimeProvider _clock;
    private readonly Action<Exception> _failed;
    private readonly WorkGate<Work> _submitted = new();
    private readonly WorkGate<List<Work>> _committed = new();
    private readonly Thread _commitThread;
    private readonly Thread _reportThread;

    public SqliteBusStore(string folder, TimeProvider clock, Action<Exception> failed)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        // Two brokers on one folder would hand out the same sequence numbers: the second one fails here.
        _owner = new FileStream(Path.Combine(folder, "bus.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var path = Path.Combine(folder, "bus.db");
        _writing = new Sqlite(path);
        SqliteSchema.Prepare(_writing);
        _writer = new SqliteWriter(_writing);
        _reading = new Sqlite(path);
        _reader = new SqliteReader(_reading);
        _clock = clock;
        _failed = failed;
        _commitThread = new Thread(Commit) { IsBackground = true, Name = "bus-commit" };
        _reportThread = new Thread(Report) { IsBackground = true, Name = "bus-report" };
        _commitThread.Start();
        _reportThread.Start();
    }

    private readonly record struct Work(IReadOnlyList<StoreRecord> Records, Action Committed);

    public StoredQueue Open(string queue)
    {
        using var make = _reading.Prepare("INSERT INTO queue (name, next_sequence, created) VALUES (?, 1, ?) ON CONFLICT (name) DO NOTHING");
        make.Bind(1, queue).Bind(2, _clock.GetUtcNow().ToUnixTimeMilliseconds()).Run();
        using var find = _reading.Prepare("SELECT number, next_sequence, created FROM queue WHERE name = ?");
        find.Bind(1, queue).Next();
        var (number, next, created) = ((int)find.Integer(0), find.Integer(1), find.Integer(2));
        find.Reset();
        return _reader.Load(number, next, created);
    }

    public long DiskBytes => new DirectoryInfo(_folder).EnumerateFiles("bus.db*").Sum(file => file.Length);

    public void Submit(IReadOnlyList<StoreRecord> records, Action committed) => _submitted.Add(new Work(records, committed));

    public byte[] Read(long key) => _reader.Read(key);

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

    private void Commit()
    {
        try
        {
            while (_submitted.Take() is { } gathered)
            {
                _writer.Begin();
                foreach (var work in gathered)
                    foreach (var record in work.Records)
                        _writer.Apply(record);
                _writer.Forget(_clock.GetUtcNow().ToUnixTimeMilliseconds());
                _writer.Commit();
                _committed.Add(gathered);
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
