using System.Net;
using System.Net.Sockets;
using Relay.Local.Bus;
using Relay.Local.Host;
using Relay.Signatures;

namespace Relay.Local.Stack;

/// <summary>
/// Everything that Azure would supply, on one machine: Azurite, the embedded Service Bus, and the Functions host stand-in,
/// which runs the same app folder that azd publishes.
/// </summary>
public sealed class LocalStack : IAsyncDisposable
{
    private readonly LocalStackOptions options;
    private readonly Dictionary<string, string> settings;

    private LocalStack(LocalStackOptions options, LocalIdentity identity, AzuriteProcess azurite, EmbeddedServiceBus bus, SupervisedHost host, string authority, Dictionary<string, string> settings)
    {
        this.options = options;
        this.settings = settings;
        (Identity, Azurite, Bus, Host, Authority) = (identity, azurite, bus, host, authority);
    }

    /// <summary>Keys of the relay and of its operator.</summary>
    public LocalIdentity Identity { get; }

    /// <summary>Blob and Table storage.</summary>
    public AzuriteProcess Azurite { get; private set; }

    /// <summary>The queue.</summary>
    public EmbeddedServiceBus Bus { get; private set; }

    /// <summary>The host that runs the program.</summary>
    public SupervisedHost Host { get; }

    /// <summary>Where the relay's API answers.</summary>
    public Uri Address => new($"http://{Authority}/");

    /// <summary>What partners sign as "@authority".</summary>
    public string Authority { get; }

    /// <summary>The program's app settings.</summary>
    public IReadOnlyDictionary<string, string> Settings => settings;

    /// <summary>Starts the parts in the order in which they need one another.</summary>
    /// <exception cref="InvalidOperationException">Azurite did not start.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<LocalStack> StartAsync(LocalStackOptions options, CancellationToken cancel = default)
    {
        var identity = LocalIdentity.LoadOrCreate(options.DataFolder);
        var azuriteStart = AzuriteProcess.StartAsync(Path.Combine(options.DataFolder, "azurite"), options.BlobPort, options.TablePort);
        EmbeddedServiceBus? bus = null;
        try
        {
            bus = await StartBusAsync(options, options.BusPort, cancel);
            var azurite = await azuriteStart;
            var port = options.Port == 0 ? FreePort() : options.Port;
            var authority = $"localhost:{port}";
            var settings = Environment(identity, authority, bus.ConnectionString, azurite.ConnectionString, options.Settings);
            var host = await SupervisedHost.StartAsync(
                new FunctionsHostOptions
                {
                    AppFolder = RepositoryPaths.AppFolder,
                    Port = port,
                    Environment = settings,
                    ProgramOutput = options.ProgramOutput,
                    Logging = options.Logging,
                },
                cancel);
            return new LocalStack(options, identity, azurite, bus, host, authority, settings);
        }
        catch
        {
            if (bus is not null)
                await bus.DisposeAsync();
            await (await azuriteStart).DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops Azurite, as an outage of storage would.</summary>
    public ValueTask StopStorageAsync() => Azurite.DisposeAsync();

    /// <summary>Starts Azurite again on the same ports and data.</summary>
    public async Task StartStorageAsync() =>
        Azurite = await AzuriteProcess.StartAsync(Path.Combine(options.DataFolder, "azurite"), Azurite.Blob.Port, Azurite.Table.Port);

    /// <summary>Stops the queue, as an outage of Service Bus would.</summary>
    public ValueTask StopBusAsync() => Bus.DisposeAsync();

    /// <summary>Starts the queue again on the same port and data.</summary>
    public async Task StartBusAsync(CancellationToken cancel = default) => Bus = await StartBusAsync(options, Bus.Port, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Bus.DisposeAsync();
        await Azurite.DisposeAsync();
    }

    private static Task<EmbeddedServiceBus> StartBusAsync(LocalStackOptions options, int port, CancellationToken cancel) => EmbeddedServiceBus.StartAsync(
        new EmbeddedServiceBusOptions
        {
            DataFolder = Path.Combine(options.DataFolder, "bus"),
            Port = port,
            Queues = QueueDescriptions.Load(RepositoryPaths.Queues),
            Logging = options.Logging,
        },
        cancel);

    private static Dictionary<string, string> Environment(
        LocalIdentity identity, string authority, string bus, string storage, IReadOnlyDictionary<string, string> more)
    {
        using var operatorKey = identity.OperatorKey();
        var operatorJwk = operatorKey.Public.ToJwk();
        var settings = new Dictionary<string, string>
        {
            ["ServiceBusConnection"] = bus,
            ["RelayStorage"] = storage,
            ["AzureWebJobsStorage"] = storage,
            ["Relay__Authority"] = authority,
            ["Relay__AddressKey"] = identity.AddressKey,
            ["Relay__SigningKeys__0__KeyId"] = LocalIdentity.RelayKeyId,
            ["Relay__SigningKeys__0__Pem"] = identity.RelayKeyPem,
            ["Relay__Operators__0__Kid"] = operatorJwk.Kid,
            ["Relay__Operators__0__Kty"] = operatorJwk.Kty,
            ["Relay__Operators__0__Crv"] = operatorJwk.Crv,
            ["Relay__Operators__0__X"] = operatorJwk.X,
            ["Relay__Operators__0__Y"] = operatorJwk.Y!,
            ["Relay__AllowLoopbackEndpoints"] = "true",
            ["Relay__CreateStores"] = "true",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }

    private static int FreePort()
    {
        // The authority is part of what is signed, so that the port must be known before the program starts.
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
