using Relay.Functions.People;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.People;
using Relay.Functions.Transparency;
using Relay.Signatures;
using Relay.Signatures.Custody;
using Relay.Signatures.Transparency;

namespace Relay.Functions.Tests.Transparency;

/// <summary>The stores of a log, and any number of programs over them.</summary>
internal sealed class LogSample : IDisposable
{
    public static readonly Address Ana = new("instagram", "ana");

    private readonly SigningKey _key = SigningKey.CreateEcdsaP256("relay-1");

    public LogSample(Crashes? crashes = null)
    {
        Crashes = crashes ?? new Crashes();
        People = new CrashTable(Crashes);
        Table = new CrashTable(Crashes);
        Told = new ToldEvents(Crashes);
    }

    public Crashes Crashes { get; }

    public CrashTable People { get; }

    public CrashTable Table { get; }

    public ToldEvents Told { get; }

    public KeyHistory History => new(Table);

    /// <summary>A program that has just started.</summary>
    public LogProgram Start() => new(this, _key);

    /// <summary>The head that is stored, its signature checked.</summary>
    public TreeHead Head()
    {
        var token = Table.Rows.Single(row => row.RowKey == "head").GetString("Token");
        Assert.Equal(ReceiptFault.None, TreeHeadToken.Read(token, id => id == _key.KeyId ? _key.Public : null, out var head));
        return head!;
    }

    public TreeHead Open(string token)
    {
        Assert.Equal(ReceiptFault.None, TreeHeadToken.Read(token, id => id == _key.KeyId ? _key.Public : null, out var head));
        return head!;
    }

    /// <summary>The entries in their order, as their rows say.</summary>
    public List<byte[]> Entries()
    {
        var rows = Table.Rows.Where(row => row.PartitionKey == "log" && row.RowKey.StartsWith('e')).OrderBy(row => row.GetInt64("Index")).ToList();
        Assert.Equal(Enumerable.Range(0, rows.Count).Select(i => (long?)i), rows.Select(row => row.GetInt64("Index")));
        return rows.ConvertAll(row => Convert.FromHexString(row.RowKey[1..]));
    }

    public static UserRecord Record(byte key, params (int Device, int RegistrationId)[] devices) =>
        new(true, ["*"], [.. devices.Select(device => new UserDevice(device.Device, device.RegistrationId))])
        {
            ServiceId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
            IdentityKey = [5, .. Enumerable.Repeat(key, 32)],
        };

    public static UserLink Link(string user = "ana-27") =>
        new(Guid.NewGuid(), new Address("whatsapp", user), [5, .. new byte[32]], new byte[64], new byte[64], DateTimeOffset.UnixEpoch);

    public void Dispose() => _key.Dispose();
}

/// <summary>One instance of the program.</summary>
internal sealed class LogProgram
{
    public LogProgram(LogSample stores, SigningKey key)
    {
        Rows = new LogRows(stores.Table);
        var issuer = new HeadIssuer(() => key, "relay.example", TimeProvider.System);
        Reader = new LogReader(Rows, issuer, 1000, TimeProvider.System);
        Appender = new LogAppender(Rows, Reader, issuer, new Random(1), TimeProvider.System);
        Users = new UserStore(stores.People, SamplePeople.Keys(), new KeyEntries(Appender, stores.History, stores.Told));
        Log = new KeyLog(Users, Reader, Appender);
        Own = new OwnKeyLog(Users, stores.History, Reader);
    }

    public LogRows Rows { get; }

    public LogReader Reader { get; }

    public LogAppender Appender { get; }

    public UserStore Users { get; }

    public KeyLog Log { get; }

    public OwnKeyLog Own { get; }

    public Task<(UserRecord? Before, UserRecord? After)> ChangeAsync(Func<UserRecord?, UserRecord?> change) => Users.ChangeAsync(LogSample.Ana, change, CancellationToken.None);

    public async Task<UserRecord> RecordAsync() => (await Users.FindAsync(LogSample.Ana.Partner, LogSample.Ana.User, CancellationToken.None))!;
}

/// <summary>Remembers what partners were told; telling is a call to a store like any other.</summary>
internal sealed class ToldEvents(Crashes crashes) : IPartnerEvents
{
    private readonly List<(string Partner, string Type, IReadOnlyDictionary<string, string> Facts)> _events = [];

    public IReadOnlyList<(string Partner, string Type, IReadOnlyDictionary<string, string> Facts)> Events
    {
        get
        {
            lock (_events)
                return [.. _events];
        }
    }

    public Task TellAsync(string partner, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel)
    {
        lock (_events)
        {
            crashes.Run(() =>
            {
                _events.Add((partner, type, facts));
                return true;
            });
        }

        return Task.CompletedTask;
    }

    public Task TellAsync(string partner, string about, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel) => TellAsync(partner, type, facts, cancel);
}
