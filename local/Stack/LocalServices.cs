using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Local.Bus;
using Relay.Signatures;

namespace Relay.Local.Stack;

/// <summary>
/// What the program needs around it, without a host: Azurite, the embedded Service Bus, and the app settings that name them.
/// An Azurite that ends without being asked is started again.
/// </summary>
public sealed partial class LocalServices : IAsyncDisposable
{
    private static readonly TimeSpan StorageRestartWait = TimeSpan.FromMilliseconds(500);

    private readonly LocalStackOptions _options;
    private readonly ILogger _logger;
    private readonly EmbeddedServiceBus[] _buses;
    private volatile bool _isStorageWanted = true;

    private LocalServices(LocalStackOptions options, LocalIdentity identity, AzuriteProcess azurite, EmbeddedServiceBus[] buses)
    {
        _options = options;
        _logger = (options.Logging ?? NullLoggerFactory.Instance).CreateLogger<LocalServices>();
        Port = options.Port == 0 ? FreePort() : options.Port;
        (Identity, Azurite, _buses) = (identity, azurite, buses);
        AppFolder = options.Namespaces == 1 ? RepositoryPaths.AppFolder : NumberedAppFolder.Create(RepositoryPaths.AppFolder, Path.Combine(options.DataFolder, "app"), options.Namespaces);
        Settings = CreateSettings();
        _ = WatchStorageAsync();
    }

    /// <summary>Keys of the relay and of its operator.</summary>
    public LocalIdentity Identity { get; }

    /// <summary>Blob and Table storage.</summary>
    public AzuriteProcess Azurite { get; private set; }

    /// <summary>The queues; of several namespaces the first.</summary>
    public EmbeddedServiceBus Bus => _buses[0];

    /// <summary>The namespaces, by number.</summary>
    public IReadOnlyList<EmbeddedServiceBus> Buses => _buses;

    /// <summary>What the host is to run.</summary>
    public string AppFolder { get; }

    /// <summary>The port that the relay's API is to have.</summary>
    public int Port { get; }

    /// <summary>What partners sign as "@authority".</summary>
    public string Authority => $"localhost:{Port}";

    /// <summary>The program's app settings.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Starts Azurite and the queue.</summary>
    /// <exception cref="InvalidOperationException">Azurite did not start.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<LocalServices> StartAsync(LocalStackOptions options, CancellationToken cancel = default)
    {
        var identity = LocalIdentity.LoadOrCreate(options.DataFolder);
        var azurite = StartAzuriteAsync(options, options.BlobPort, options.TablePort);
        var buses = new List<EmbeddedServiceBus>();
        try
        {
            for (var number = 0; number < options.Namespaces; number++)
                buses.Add(await StartBusAsync(options, number, number == 0 ? options.BusPort : 0, cancel));
        }
        catch
        {
            await DisposeAllAsync(buses);
            await (await azurite).DisposeAsync();
            throw;
        }

        try
        {
            return new LocalServices(options, identity, await azurite, [.. buses]);
        }
        catch
        {
            await DisposeAllAsync(buses);
            throw;
        }
    }

    /// <summary>Stops Azurite, as an outage of storage would.</summary>
    public ValueTask StopStorageAsync()
    {
        _isStorageWanted = false;
        return Azurite.DisposeAsync();
    }

    /// <summary>Starts Azurite again on the same ports and data.</summary>
    public async Task StartStorageAsync()
    {
        Azurite = await StartAzuriteAsync(_options, Azurite.Blob.Port, Azurite.Table.Port);
        _isStorageWanted = true;
        _ = WatchStorageAsync();
    }

    /// <summary>Stops a namespace, as an outage of Service Bus would.</summary>
    public ValueTask StopBusAsync(int number = 0) => _buses[number].DisposeAsync();

    /// <summary>Starts a namespace again on the same port and data.</summary>
    public async Task StartBusAsync(int number = 0, CancellationToken cancel = default) =>
        _buses[number] = await StartBusAsync(_options, number, _buses[number].Port, cancel);

    /// <summary>Says that everything is about to stop: an Azurite that ends from now on stays down.</summary>
    public void BeginStop() => _isStorageWanted = false;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        BeginStop();
        await DisposeAllAsync(_buses);
        await Azurite.DisposeAsync();
    }

    private static async Task DisposeAllAsync(IEnumerable<EmbeddedServiceBus> buses)
    {
        foreach (var bus in buses)
            await bus.DisposeAsync();
    }

    private async Task WatchStorageAsync()
    {
        await Azurite.Exited;
        while (_isStorageWanted)
        {
            // Ctrl+C in a terminal ends Azurite too: the wait shows whether everything is to end.
            await Task.Delay(StorageRestartWait);
            if (!_isStorageWanted)
                return;

            LogStorageEnded(_logger);
            try
            {
                Azurite = await StartAzuriteAsync(_options, Azurite.Blob.Port, Azurite.Table.Port);
                await Azurite.Exited;
            }
            catch (InvalidOperationException failure)
            {
                LogStorageFailed(_logger, failure);
            }
        }
    }

    [LoggerMessage(1601, LogLevel.Warning, "Azurite has ended; it is started again.")]
    private static partial void LogStorageEnded(ILogger logger);

    [LoggerMessage(1602, LogLevel.Error, "Azurite could not be started.")]
    private static partial void LogStorageFailed(ILogger logger, Exception failure);

    private static Task<AzuriteProcess> StartAzuriteAsync(LocalStackOptions options, int blobPort, int tablePort) =>
        AzuriteProcess.StartAsync(Path.Combine(options.DataFolder, "azurite"), blobPort, tablePort);

    private static Task<EmbeddedServiceBus> StartBusAsync(LocalStackOptions options, int number, int port, CancellationToken cancel) => EmbeddedServiceBus.StartAsync(
        new EmbeddedServiceBusOptions
        {
            DataFolder = Path.Combine(options.DataFolder, number == 0 ? "bus" : $"bus-{number}"),
            Port = port,
            Queues = QueueDescriptions.Load(RepositoryPaths.Queues),
            Logging = options.Logging,
        },
        cancel);

    private Dictionary<string, string> CreateSettings()
    {
        using var operatorKey = Identity.OperatorKey();
        var operatorJwk = operatorKey.Public.ToJwk();
        var settings = new Dictionary<string, string>
        {
            ["RelayStorage"] = Azurite.ConnectionString,
            ["AzureWebJobsStorage"] = Azurite.ConnectionString,
            ["Relay__Authority"] = Authority,
            ["Relay__AddressKey"] = Identity.AddressKey,
            ["Relay__SigningKeys__0__KeyId"] = LocalIdentity.RelayKeyId,
            ["Relay__SigningKeys__0__Pem"] = Identity.RelayKeyPem,
            ["Relay__Operators__0__Kid"] = operatorJwk.Kid,
            ["Relay__Operators__0__Kty"] = operatorJwk.Kty,
            ["Relay__Operators__0__Crv"] = operatorJwk.Crv,
            ["Relay__Operators__0__X"] = operatorJwk.X,
            ["Relay__Operators__0__Y"] = operatorJwk.Y!,
            ["Relay__AllowLoopbackEndpoints"] = "true",
            ["Relay__CreateStores"] = "true",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning",
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
            ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss ",
        };
        for (var number = 0; number < _buses.Length; number++)
            settings[NumberedAppFolder.SettingOf(number)] = _buses[number].ConnectionString;
        foreach (var (name, value) in _options.Settings)
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
