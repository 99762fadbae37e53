using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Local.Host.App;
using Relay.Local.Host.Front;
using Relay.Local.Host.Invocation;
using Relay.Local.Host.Queues;
using Relay.Local.Host.Timers;
using Relay.Local.Host.Worker;

namespace Relay.Local.Host;

/// <summary>One life of a host without its address: the program, its triggers, and what answers HTTP.</summary>
internal sealed class HostCore : IAsyncDisposable
{
    private const long DefaultBodyLimitBytes = 104_857_600;

    private readonly FunctionsHostOptions _options;
    private readonly Invoker _invoker;
    private readonly QueueTriggers _queues;
    private readonly HttpFront _http;
    private readonly CancellationTokenSource _stopTriggers = new();
    private readonly List<ITrigger> _triggers = [];
    private Task _loops = Task.CompletedTask;
    private bool _disposed;

    private HostCore(FunctionsHostOptions options, AppDefinition app, ILogger logger)
    {
        _options = options;
        Worker = new WorkerLifecycle(
            () => WorkerProcess.Start(app.Host.CustomHandler, options.AppFolder, options.Environment, line => Pass(options, logger, line)),
            options.Clock,
            logger);
        _invoker = new Invoker(Worker, app.Host.FunctionTimeout, options.Clock, logger);
        _queues = new QueueTriggers(app.Host.ServiceBus, _invoker, options.Clock, logger);
        _http = new HttpFront(new RouteTable(app.Http), Worker, BodyLimitBytes(options), app.Host.FunctionTimeout, options.Clock, logger);
        _triggers.AddRange(app.Queues.Select(_queues.Create));
        _triggers.AddRange(app.Timers.Select(timer => new TimerTrigger(timer, _invoker.InvokeAsync, options.Clock)));
        Logger = logger;
    }

    public WorkerLifecycle Worker { get; }

    private ILogger Logger { get; }

    /// <summary>The Functions host's own setting for the largest request body, 100 MB when it is not there.</summary>
    public static long BodyLimitBytes(FunctionsHostOptions options) =>
        long.TryParse(new Settings(options.Environment).Find("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"), NumberStyles.None,
            CultureInfo.InvariantCulture, out var limit) ? limit : DefaultBodyLimitBytes;

    /// <summary>Reads the app folder, starts the program and waits until it answers.</summary>
    /// <exception cref="AppConfigurationException">The folder has faults, or the program does not start.</exception>
    public static async Task<HostCore> StartAsync(FunctionsHostOptions options, CancellationToken cancel)
    {
        var app = AppReader.Read(options.AppFolder, new Settings(options.Environment));
        var logger = (options.Logging ?? NullLoggerFactory.Instance).CreateLogger("Relay.Local.Host");
        var core = new HostCore(options, app, logger);
        core.Worker.Start();
        var running = core.Worker.WaitRunningAsync(cancel);
        if (await Task.WhenAny(running, core.Worker.Stopped) != running || !running.IsCompletedSuccessfully)
        {
            await using (core)
            {
                cancel.ThrowIfCancellationRequested();
                var reason = await core.Worker.Stopped;
                throw new AppConfigurationException($"host.json: the program never answered ({reason}).");
            }
        }

        core._loops = Task.WhenAll(core._triggers.Select(trigger =>
            new TriggerLoop(trigger, core.Worker, logger).RunAsync(core._stopTriggers.Token)));
        return core;
    }

    public Task HandleAsync(HttpContext context) => _http.HandleAsync(context);

    /// <summary>Stops pulling, lets calls in flight end within the stop timeout, then ends the program. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await _stopTriggers.CancelAsync();
        await Task.WhenAny(Task.WhenAll(_loops, _http.WhenIdleAsync()), Task.Delay(_options.StopTimeout));
        await Worker.StopAsync(_options.StopTimeout);
        // Giving messages back to a broker that is gone would take minutes; without its clients the triggers end at once.
        await Task.WhenAny(_loops, Task.Delay(_options.StopTimeout));
        await _queues.DisposeAsync();
        await _loops;
        foreach (var trigger in _triggers)
            await trigger.DisposeAsync();
        _invoker.Dispose();
        _http.Dispose();
        _stopTriggers.Dispose();
    }

    private static void Pass(FunctionsHostOptions options, ILogger logger, string line)
    {
        ProgramLog.LogLine(logger, line);
        options.ProgramOutput?.Invoke(line);
    }
}
