using Relay.Local.Bus;
using Relay.Local.Host;

namespace Relay.Local.Stack;

/// <summary>
/// Everything that Azure would supply, on one machine: Azurite, the embedded Service Bus, and the Functions host stand-in,
/// which runs the same app folder that azd publishes.
/// </summary>
public sealed class LocalStack : IAsyncDisposable
{
    private readonly LocalServices _services;

    private LocalStack(LocalServices services, SupervisedHost host) => (_services, Host) = (services, host);

    /// <summary>The host that runs the program.</summary>
    public SupervisedHost Host { get; }

    /// <inheritdoc cref="LocalServices.Identity"/>
    public LocalIdentity Identity => _services.Identity;

    /// <inheritdoc cref="LocalServices.Azurite"/>
    public AzuriteProcess Azurite => _services.Azurite;

    /// <inheritdoc cref="LocalServices.Bus"/>
    public EmbeddedServiceBus Bus => _services.Bus;

    /// <inheritdoc cref="LocalServices.Buses"/>
    public IReadOnlyList<EmbeddedServiceBus> Buses => _services.Buses;

    /// <inheritdoc cref="LocalServices.Authority"/>
    public string Authority => _services.Authority;

    /// <inheritdoc cref="LocalServices.Settings"/>
    public IReadOnlyDictionary<string, string> Settings => _services.Settings;

    /// <summary>Where the relay's API answers.</summary>
    public Uri Address => new($"http://{Authority}/");

    /// <summary>Starts the parts in the order in which they need one another.</summary>
    /// <exception cref="InvalidOperationException">Azurite did not start.</exception>
    /// <exception cref="AppConfigurationException">The app folder has faults, or its program does not come to answer.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<LocalStack> StartAsync(LocalStackOptions options, CancellationToken cancel = default)
    {
        var services = await LocalServices.StartAsync(options, cancel);
        try
        {
            var host = await SupervisedHost.StartAsync(
                new FunctionsHostOptions
                {
                    AppFolder = services.AppFolder,
                    Port = services.Port,
                    Environment = services.Settings,
                    ProgramOutput = options.ProgramOutput,
                    Logging = options.Logging,
                },
                cancel);
            return new LocalStack(services, host);
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="LocalServices.StopStorageAsync"/>
    public ValueTask StopStorageAsync() => _services.StopStorageAsync();

    /// <inheritdoc cref="LocalServices.StartStorageAsync"/>
    public Task StartStorageAsync() => _services.StartStorageAsync();

    /// <inheritdoc cref="LocalServices.StopBusAsync"/>
    public ValueTask StopBusAsync(int number = 0) => _services.StopBusAsync(number);

    /// <inheritdoc cref="LocalServices.StartBusAsync"/>
    public Task StartBusAsync(int number = 0, CancellationToken cancel = default) => _services.StartBusAsync(number, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _services.BeginStop();
        await Host.DisposeAsync();
        await _services.DisposeAsync();
    }
}
