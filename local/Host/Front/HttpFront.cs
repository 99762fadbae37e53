using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Relay.Local.Host.Invocation;
using Relay.Local.Host.Worker;

namespace Relay.Local.Host.Front;

/// <summary>Answers HTTP: 404 without a body unless a function's route matches, 503 while there is no program, else the program.</summary>
internal sealed partial class HttpFront(
    RouteTable routes, WorkerLifecycle worker, long bodyLimitBytes, TimeSpan? functionTimeout, TimeProvider clock, ILogger logger) : IDisposable
{
    private readonly ProgramProxy _proxy = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closing;
    private int _inFlight;

    public async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!RequestTarget.TryRead(target, out var pathAndQuery, out var pathLength)
            || routes.Find(pathAndQuery.AsSpan(0, pathLength), context.Request.Method) is not { } function)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        Interlocked.Increment(ref _inFlight);
        try
        {
            if (_closing || worker.Current is not { } run)
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            else if (context.Request.ContentLength > bodyLimitBytes)
                context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            else
                await ForwardAsync(context, pathAndQuery, function.Name, run);
        }
        finally
        {
            if (Interlocked.Decrement(ref _inFlight) == 0 && _closing)
                _idle.TrySetResult();
        }
    }

    /// <summary>Takes no more requests (503), and ends when those in flight have.</summary>
    public Task WhenIdleAsync()
    {
        _closing = true;
        if (Volatile.Read(ref _inFlight) == 0)
            _idle.TrySetResult();
        return _idle.Task;
    }

    public void Dispose() => _proxy.Dispose();

    private async Task ForwardAsync(HttpContext context, string pathAndQuery, string function, WorkerRun run)
    {
        using var end = functionTimeout is { } timeout
            ? new CancellationTokenSource(timeout + Invoker.Grace, clock)
            : new CancellationTokenSource();
        var aborted = context.RequestAborted;
        ProxyOutcome outcome;
        using (aborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), end))
            outcome = await _proxy.ForwardAsync(context, pathAndQuery, run.Process.Port, end.Token);
        if (outcome != ProxyOutcome.ProgramFailed)
            return;
        var timedOut = end.IsCancellationRequested && !aborted.IsCancellationRequested;
        if (timedOut)
            worker.KillAfterTimeout(run);
        LogProgramFailed(function, timedOut);
        if (context.Response.HasStarted)
            return;
        context.Response.StatusCode = timedOut ? StatusCodes.Status500InternalServerError
            : worker.Current == run ? StatusCodes.Status502BadGateway
            : StatusCodes.Status503ServiceUnavailable;
    }

    [LoggerMessage(1401, LogLevel.Warning, "{Function} had no answer from the program (function timeout: {TimedOut}).")]
    private partial void LogProgramFailed(string function, bool timedOut);
}
