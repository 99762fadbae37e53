using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Relay.Local.Host.Front;
using Relay.Local.Host.Worker;

namespace Relay.Local.Host.Invocation;

/// <summary>Calls the program for triggers: POST /{FunctionName}, bounded by the function timeout.</summary>
internal sealed partial class Invoker(WorkerLifecycle worker, TimeSpan? functionTimeout, TimeProvider clock, ILogger logger) : IDisposable
{
    /// <summary>What the Functions host gives a call after the function timeout before it kills the program.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    });

    /// <summary>
    /// Calls the function with a payload of UTF-8 JSON. A call that finds no program waits for the next one: work that was pulled
    /// just before the program went away must not use up its deliveries on a program that is not there.
    /// </summary>
    public async Task<InvocationOutcome> InvokeAsync(string function, ReadOnlyMemory<byte> payload)
    {
        while (true)
        {
            WorkerRun run;
            try
            {
                run = await worker.WaitRunningAsync(CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                return InvocationOutcome.ProgramGone;
            }

            var outcome = await InvokeAsync(run, function, payload);
            if (outcome is InvocationOutcome.ProgramGone or InvocationOutcome.NotTaken)
            {
                var leaves = await LeavesAsync(run);
                if (outcome == InvocationOutcome.NotTaken && leaves)
                    continue;
            }

            return outcome;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<InvocationOutcome> InvokeAsync(WorkerRun run, string function, ReadOnlyMemory<byte> payload)
    {
        using var giveUp = new CancellationTokenSource();
        var call = CallAsync(run, function, payload, giveUp.Token);
        if (functionTimeout is not { } timeout)
            return await call;
        try
        {
            return await call.WaitAsync(timeout + Grace, clock);
        }
        catch (TimeoutException) when (!call.IsCompleted)
        {
            LogTimeout(function, timeout);
            worker.KillAfterTimeout(run);
            await giveUp.CancelAsync();
            await call;
            return InvocationOutcome.TimedOut;
        }
    }

    /// <summary>
    /// Whether the program that broke off is going down, which the system reports a moment after the connection. Waiting for that
    /// also lets the triggers stop pulling before the message is given back.
    /// </summary>
    private static async Task<bool> LeavesAsync(WorkerRun run)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(run.Down);
        limit.CancelAfter(Grace);
        await limit.Token.WhenCancelledAsync();
        return run.Down.IsCancellationRequested;
    }

    private async Task<InvocationOutcome> CallAsync(
        WorkerRun run, string function, ReadOnlyMemory<byte> payload, CancellationToken giveUp)
    {
        // A program that dies while its answer never completes must free the call at once, not at the function timeout.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(giveUp, run.Down);
        try
        {
            using var request = Request(run, function, payload);
            using var response = await _client.SendAsync(request, stop.Token);
            var answer = await InvocationAnswer.ReadAsync(response, stop.Token);
            foreach (var line in answer.Logs)
                LogProgramLine(function, line);
            if (answer.Kind == AnswerKind.NeverCompletes)
            {
                LogNeverCompletes(function, (int)response.StatusCode);
                await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
            }

            if (answer.Kind == AnswerKind.Complete)
                return InvocationOutcome.Completed;
            LogFailed(function, answer.Fault);
            return InvocationOutcome.Failed;
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConnectionError)
        {
            LogGone(function, fault.Message);
            return InvocationOutcome.NotTaken;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            LogGone(function, fault.Message);
            return InvocationOutcome.ProgramGone;
        }
    }

    private static HttpRequestMessage Request(WorkerRun run, string function, ReadOnlyMemory<byte> payload)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{run.Process.Port}/{function}")
        {
            Content = new ReadOnlyMemoryContent(payload),
        };
        // The Functions host sends chunks: a program that insists on a length would fail there, so it fails here too.
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation("User-Agent", HostIdentity.UserAgent);
        request.Headers.TryAddWithoutValidation(ProxyHeaders.HostVersion, HostIdentity.Version);
        request.Headers.TryAddWithoutValidation(ProxyHeaders.InvocationId, Guid.NewGuid().ToString());
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return request;
    }

    [LoggerMessage(1101, LogLevel.Information, "{Function}: {Line}")]
    private partial void LogProgramLine(string function, string line);

    [LoggerMessage(1102, LogLevel.Warning, "{Function} failed: {Fault}.")]
    private partial void LogFailed(string function, string fault);

    [LoggerMessage(1103, LogLevel.Warning, "{Function} answered {Status} without a value: the call never completes and ends as a timeout.")]
    private partial void LogNeverCompletes(string function, int status);

    [LoggerMessage(1104, LogLevel.Error, "{Function} outran the function timeout of {Timeout}.")]
    private partial void LogTimeout(string function, TimeSpan timeout);

    [LoggerMessage(1105, LogLevel.Warning, "{Function} lost the program: {Fault}")]
    private partial void LogGone(string function, string fault);
}
