using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Storage;

namespace Relay.Functions.Operators.Overview;

/// <summary>
/// <c>GET /operator/events</c>: server-sent events. <c>overview</c> holds the whole overview whenever it has changed, <c>still</c>
/// says that it has not, <c>trouble</c> that a store does not answer. A stream ends after <see cref="OperatorOptions.StreamSeconds"/>,
/// and the page opens the next: a call that lasts as long as a page would be taken for one that hangs.
/// </summary>
internal sealed class OverviewStream(OperatorCalls calls, OverviewReader reader, IHostApplicationLifetime lifetime, IOptions<OperatorOptions> options, TimeProvider clock)
{
    private const int MostStreams = 32;
    private const int RetryAfterSeconds = 10;
    private const int ReconnectMilliseconds = 1000;

    private int _open;

    /// <summary>GET.</summary>
    public Task GetAsync(HttpContext context) => calls.RunAsync(context, 0, async (_, _) =>
    {
        if (Interlocked.Increment(ref _open) > MostStreams)
        {
            Interlocked.Decrement(ref _open);
            return Problems.Busy("path", "streams that an instance holds open", MostStreams, RetryAfterSeconds);
        }

        try
        {
            await StreamAsync(context);
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    });

    private async Task StreamAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        var until = clock.GetUtcNow().AddSeconds(options.Value.StreamSeconds);
        var last = "";
        try
        {
            await WriteAsync(context, $"retry: {ReconnectMilliseconds.ToString(CultureInfo.InvariantCulture)}\n\n", end.Token);
            while (clock.GetUtcNow() < until)
            {
                var (name, data) = await LookAsync();
                await WriteAsync(context, name == "overview" && data == last ? "event: still\ndata:\n\n" : $"event: {name}\ndata: {data}\n\n", end.Token);
                last = data;
                await Task.Delay(TimeSpan.FromSeconds(options.Value.PushSeconds), clock, end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The page was closed, or the program stops: the page connects to the next one by itself.
        }
    }

    private async Task<(string Name, string Data)> LookAsync()
    {
        try
        {
            return ("overview", JsonSerializer.Serialize(await reader.ReadAsync(), OverviewJson.Default.RelayOverview));
        }
        catch (Exception failure) when (StoreFailures.IsPassing(failure))
        {
            return ("trouble", "");
        }
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancel)
    {
        await context.Response.WriteAsync(text, Encoding.UTF8, cancel);
        await context.Response.Body.FlushAsync(cancel);
    }
}
