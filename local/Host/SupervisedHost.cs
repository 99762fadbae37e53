using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Local.Host.Front;

namespace Relay.Local.Host;

/// <summary>
/// A host that is started again, at the same address, after repeated crashes of the program have stopped it, as the platform does.
/// A program that left with exit code 0 stays down, as under the real host: then HTTP answers 503.
/// </summary>
public sealed partial class SupervisedHost : IAsyncDisposable
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongEnoughToForget = TimeSpan.FromMinutes(5);

    private readonly FunctionsHostOptions _options;
    private readonly FrontServer _front;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private HostCore _core;
    private Task _watch = Task.CompletedTask;
    private int _restarts;

    private SupervisedHost(FunctionsHostOptions options, FrontServer front, HostCore core)
    {
        (_options, _front, _core) = (options, front, core);
        _logger = (options.Logging ?? NullLoggerFactory.Instance).CreateLogger<SupervisedHost>();
    }

    /// <summary>Where HTTP is served, on loopback; the same across restarts.</summary>
    public Uri Address => _front.Address;

    /// <summary>Process id of the program. While none answers, that of the last one that did.</summary>
    public int ProgramId => Volatile.Read(ref _core).Worker.Latest!.Id;

    /// <summary>Port of the program, on loopback; it changes when the program is started again.</summary>
    public int ProgramPort => Volatile.Read(ref _core).Worker.Latest!.Port;

    /// <summary>How often the whole host was started again.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>Ends when nothing will start the program again: it left with exit code 0, or the host was disposed of.</summary>
    public Task Stopped => _watch;

    /// <summary>Starts the program, waits for its first answer, serves, and keeps doing so until it is disposed of.</summary>
    /// <exception cref="AppConfigurationException">The app folder has faults, or its program does not come to answer the first time.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SupervisedHost> StartAsync(FunctionsHostOptions options, CancellationToken cancel = default)
    {
        var front = await FrontServer.StartAsync(
            options.Port, HostCore.BodyLimitBytes(options), options.Logging ?? NullLoggerFactory.Instance, cancel);
        try
        {
            var host = new SupervisedHost(options, front, await HostCore.StartAsync(options, cancel));
            front.Serve(host._core.HandleAsync);
            host._watch = host.WatchAsync();
            return host;
        }
        catch
        {
            await front.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the host for good.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        await _core.DisposeAsync();
        await _front.DisposeAsync();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            var backOff = FirstBackOff;
            var started = _options.Clock.GetUtcNow();
            while (await StoppedForCrashesAsync())
            {
                if (_options.Clock.GetUtcNow() - started > LongEnoughToForget)
                    backOff = FirstBackOff;
                LogRestart(backOff);
                _front.Serve(null);
                await _core.DisposeAsync();
                await Task.Delay(backOff, _options.Clock, _stop.Token);
                backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
                started = _options.Clock.GetUtcNow();
                await RestartAsync();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed of while waiting.
        }
    }

    /// <summary>True when the present host gave up its program for crashes, or could not start it.</summary>
    private async Task<bool> StoppedForCrashesAsync()
    {
        try
        {
            return await _core.Worker.Stopped.WaitAsync(_stop.Token) == HostStopReason.ProgramCrashedRepeatedly;
        }
        catch (AppConfigurationException fault)
        {
            LogStartFailed(fault);
            return true;
        }
    }

    private async Task RestartAsync()
    {
        try
        {
            Volatile.Write(ref _core, await HostCore.StartAsync(_options, _stop.Token));
            _front.Serve(_core.HandleAsync);
            Interlocked.Increment(ref _restarts);
        }
        catch (AppConfigurationException fault)
        {
            // The stopped host stays in place, so that the loop comes back here after the next, longer, back-off.
            LogStartFailed(fault);
        }
    }

    [LoggerMessage(1501, LogLevel.Error, "The host has stopped; it is started again in {BackOff}.")]
    private partial void LogRestart(TimeSpan backOff);

    [LoggerMessage(1502, LogLevel.Error, "The host could not be started.")]
    private partial void LogStartFailed(Exception fault);
}
