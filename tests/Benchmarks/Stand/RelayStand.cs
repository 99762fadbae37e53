using System.Net;
using System.Net.Sockets;
using Relay.Benchmarks.Children;
using Relay.Benchmarks.Load;
using Relay.Local.Stack;
using Relay.Signatures;

namespace Relay.Benchmarks.Stand;

/// <summary>What is to run.</summary>
/// <param name="Folder">Where everything is kept.</param>
/// <param name="AcceptOnly">Leave the triggers out: what is accepted stays in the queue.</param>
/// <param name="CountStorage">Count the calls to storage; they then take a way round.</param>
/// <param name="Settings">App settings instead of those of <see cref="RelaySettings"/>.</param>
/// <param name="StorageInMemory">Let Azurite write nothing to disk: every five seconds it writes all that it has, and answers nobody meanwhile.</param>
internal sealed record StandOptions(
    string Folder, bool AcceptOnly = false, bool CountStorage = false, IReadOnlyDictionary<string, string>? Settings = null, bool StorageInMemory = false);

/// <summary>The whole relay with each part in a process of its own, two senders and two recipients registered.</summary>
internal sealed class RelayStand : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> parts = [];
    private SigningKey? senderKey;
    private SigningKey? crowdKey;

    private RelayStand(string authority) => Authority = authority;

    public string Authority { get; }

    public PartnerServer Partner { get; private set; } = null!;

    public AzuriteProcess Azurite { get; private set; } = null!;

    public ChildProcess Bus { get; private set; } = null!;

    public ChildProcess Host { get; private set; } = null!;

    public StorageCounter? Storage { get; private set; }

    public RequestFactory Requests { get; private set; } = null!;

    /// <summary>Requests of the other sender.</summary>
    public RequestFactory CrowdRequests { get; private set; } = null!;

    public SigningKey SenderKey => senderKey!;

    public LocalIdentity Identity { get; private set; } = null!;

    /// <summary>Where partners post envelopes: through the host.</summary>
    public Uri ThroughHost => new($"http://{Authority}/v1/envelopes");

    /// <summary>The program itself.</summary>
    public Uri Direct => new($"http://127.0.0.1:{Host.Ready.ProgramPort}/v1/envelopes");

    /// <summary>The program itself, for group messages.</summary>
    public Uri DirectGroups => new($"http://127.0.0.1:{Host.Ready.ProgramPort}/v1/group-messages");

    /// <summary>Process id of the relay's program.</summary>
    public int ProgramId => Host.Ready.ProgramId;

    /// <summary>The processes whose CPU time counts, by name.</summary>
    public IEnumerable<(string Name, int Id)> Processes =>
    [
        (ProcessNames.Program, ProgramId), (ProcessNames.Host, Host.Id), (ProcessNames.Bus, Bus.Id),
        (ProcessNames.Azurite, Azurite.ProcessId), (ProcessNames.Load, Environment.ProcessId),
    ];

    public static async Task<RelayStand> StartAsync(StandOptions options, CancellationToken cancel)
    {
        var stand = new RelayStand($"localhost:{FreePort()}");
        try
        {
            await stand.StartPartsAsync(options, cancel);
            return stand;
        }
        catch
        {
            await stand.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = parts.Count - 1; i >= 0; i--)
            await parts[i].DisposeAsync();
        senderKey?.Dispose();
        crowdKey?.Dispose();
    }

    private async Task StartPartsAsync(StandOptions options, CancellationToken cancel)
    {
        Partner = Keep(await PartnerServer.StartAsync());
        Azurite = Keep(await AzuriteProcess.StartAsync(options.StorageInMemory ? null : Path.Combine(options.Folder, "azurite")));
        var storage = Azurite.ConnectionString;
        if (options.CountStorage)
        {
            Storage = Keep(await StorageCounter.StartAsync(Azurite));
            storage = Storage.ConnectionString;
        }

        Bus = Keep(await ChildProcess.StartAsync(ChildRoles.Bus, new BusOptions(Path.Combine(options.Folder, "bus"), RepositoryPaths.Queues)));
        Identity = LocalIdentity.LoadOrCreate(options.Folder);
        var settings = RelaySettings.Create(Identity, Authority, Bus.Ready.ConnectionString!, storage);
        foreach (var (name, value) in options.Settings ?? new Dictionary<string, string>())
            settings[name] = value;
        var app = options.AcceptOnly ? AcceptOnlyApp.Create(Path.Combine(options.Folder, "app")) : RepositoryPaths.AppFolder;
        Host = Keep(await ChildProcess.StartAsync(ChildRoles.Host, new HostOptions(app, new Uri($"http://{Authority}").Port, settings)));
        (senderKey, crowdKey) = await Accounts.RegisterAsync(new Uri($"http://{Authority}/"), Authority, Identity, Partner.Webhook, cancel);
        Requests = new RequestFactory(senderKey, Authority, Accounts.Sender);
        CrowdRequests = new RequestFactory(crowdKey, Authority, Accounts.Crowd);
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        parts.Add(part);
        return part;
    }

    private static int FreePort()
    {
        // The authority is part of what is signed, so that the port must be known before the program starts.
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
