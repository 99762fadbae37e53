using Microsoft.Extensions.Options;
using Relay.Functions.DeadLetters;
using Relay.Functions.Deliver;
using Relay.Functions.Lanes;
using Relay.Functions.Operations;
using Relay.Functions.Queue;
using Relay.Functions.Receipts;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Hosting;

/// <summary>
/// What the Functions host calls: <c>POST /{FunctionName}</c> for queues and timers, on the port that also serves proxied
/// HTTP. The host routes only fixed prefixes from outside; a call that came through its proxy is refused here all the same.
/// </summary>
internal static partial class TriggerEndpoints
{
    // A queue message is at most 256 KB; base64 and metadata make it half as large again.
    private const int MaxCallBytes = 4 * 1024 * 1024;

    // An empty 200 or a 204 never completes an invocation, so every answer says this.
    private static readonly byte[] Completed = """{"Outputs":{},"Logs":[],"ReturnValue":null}"""u8.ToArray();

    // The host's proxy always sets these, and an outsider cannot take them away.
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"];

    private const string InvocationHeader = "X-Azure-Functions-InvocationId";

    public static void MapTriggers(this WebApplication app)
    {
        foreach (var number in app.Services.GetRequiredService<QueueNamespaces>().Numbers)
        {
            foreach (var one in Enum.GetValues<EnvelopeClass>())
                Trigger(app, $"Deliver{one}{QueueNamespaces.Suffix(number)}", (services, body, cancel) => DeliverAsync(services, QueueNames.Of(one), body, cancel));
        }

        Trigger(app, "SweepLanes", (services, _, cancel) => SweepLanesAsync(services, cancel));
        Trigger(app, "SweepDeadLetters", (services, _, cancel) => services.GetRequiredService<DeadLetterSweep>().RunAsync(cancel));
        Trigger(app, "SendReceipts", (services, _, cancel) => services.GetRequiredService<ReceiptPump>().RunAsync(cancel));
        Trigger(app, "SweepStores", (services, _, cancel) => services.GetRequiredService<StoreSweep>().RunAsync(cancel));

        // The host polls this until the program answers.
        app.MapGet("/", () => Results.Ok()).ExcludeFromDescription();
    }

    private static void Trigger(WebApplication app, string function, Func<IServiceProvider, RequestBody, CancellationToken, Task> run) =>
        app.MapPost("/" + function, (HttpContext context) => InvokeAsync(context, function, run)).ExcludeFromDescription();

    private static async Task InvokeAsync(HttpContext context, string function, Func<IServiceProvider, RequestBody, CancellationToken, Task> run)
    {
        if (!IsFromHost(context.Request.Headers))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.RequestServices.GetRequiredService<RelayMetrics>().Executed(function);
        using var body = await RequestBody.ReadAsync(context.Request, MaxCallBytes)
            ?? throw new InvalidDataException($"A call of the Functions host is larger than {MaxCallBytes} bytes.");

        // Not the request's own cancellation: what has begun is brought to an end that can be settled.
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await run(context.RequestServices, body, stopping);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Completed.Length;
        await context.Response.Body.WriteAsync(Completed, CancellationToken.None);
    }

    private static async Task SweepLanesAsync(IServiceProvider services, CancellationToken cancel)
    {
        await services.GetRequiredService<LaneSweep>().RunAsync(cancel);
        await services.GetRequiredService<NamespaceCheck>().RunAsync(cancel);
        await services.GetRequiredService<GaugeReader>().RunAsync(cancel);
    }

    private static async Task DeliverAsync(IServiceProvider services, string queue, RequestBody body, CancellationToken cancel)
    {
        try
        {
            var message = Invocation.ReadQueued(queue, body.Bytes);
            services.GetRequiredService<RelayMetrics>().QueueReceived(queue);
            using var span = RelayTraces.StartDeliver(message);
            await services.GetRequiredService<DeliverStage>().HandleAsync(message, cancel);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            var delay = TimeSpan.FromSeconds(services.GetRequiredService<IOptions<DeliveryOptions>>().Value.FailureDelaySeconds);
            await Task.Delay(delay, services.GetRequiredService<TimeProvider>(), cancel);
            throw;
        }
    }

    /// <summary>Whether the Functions host itself makes this call.</summary>
    public static bool IsFromHost(IHeaderDictionary headers) =>
        headers.ContainsKey(InvocationHeader) && !Array.Exists(ProxyHeaders, headers.ContainsKey);
}
