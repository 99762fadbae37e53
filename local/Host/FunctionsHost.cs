using Microsoft.Extensions.Logging.Abstractions;
using Relay.Local.Host.Front;

namespace Relay.Local.Host;

/// <summary>
/// A stand-in for the Azure Functions host: runs the app folder's program as a custom handler, proxies HTTP to it and calls it for
/// Service Bus and timer triggers, by the contract of the real host. Starting it again after it has stopped is the owner's job
/// (<see cref="SupervisedHost"/>).
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    private readonly FrontServer _front;
    private readonly HostCore _core;

    private FunctionsHost(FrontServer front, HostCore core) => (_front, _core) = (front, core);

    /// <summary>Where HTTP is served, on loopback.</summary>
    public Uri Address => _front.Address;

    /// <summary>Process id of the program; changes with each restart. While none answers, that of the last one that did.</summary>
    public int ProgramId => _core.Worker.Latest!.Id;

    /// <summary>The port that the program was told to listen on; changes with each restart.</summary>
    public int ProgramPort => _core.Worker.Latest!.Port;

    /// <summary>
    /// Ends, with the reason, when the program will not be started again. Until it is disposed of, the host then answers 503.
    /// Fails when the program could not be started at all.
    /// </summary>
    public Task<HostStopReason> Stopped => _core.Worker.Stopped;

    /// <summary>Starts the program, waits for its first answer, and serves.</summary>
    /// <exception cref="AppConfigurationException">The app folder has faults, or its program does not come to answer.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancel = default)
    {
        var front = await FrontServer.StartAsync(
            options.Port, HostCore.BodyLimitBytes(options), options.Logging ?? NullLoggerFactory.Instance, cancel);
        try
        {
            var core = await HostCore.StartAsync(options, cancel);
            front.Serve(core.HandleAsync);
            return new FunctionsHost(front, core);
        }
        catch
        {
            await front.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops triggers, lets calls in flight end within the stop timeout, and ends the program.</summary>
    public async ValueTask DisposeAsync()
    {
        await _core.DisposeAsync();
        await _front.DisposeAsync();
    }
}
