using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Operations;

/// <summary>The state of the relay's dependencies.</summary>
/// <param name="Status">ready, or not-ready when any check is not ok.</param>
/// <param name="Checks">By dependency (tables, blobs, queue; the queues of a further namespace are queue-1 and so on): ok or failing.</param>
public sealed record Readiness(string Status, IReadOnlyDictionary<string, string> Checks);

/// <summary><c>/health/live</c> and <c>/health/ready</c>; neither is signed.</summary>
internal sealed class HealthEndpoints(TableServiceClient tables, BlobServiceClient blobs, QueueNamespaces namespaces, TimeProvider clock)
{
    /// <summary>How long a dependency may take to answer.</summary>
    internal static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);

    private const string QueueCheck = "queue";

    /// <summary>200 while the program runs.</summary>
    public static Task LiveAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        return Task.CompletedTask;
    }

    /// <summary>200 when tables, blobs and the queues of all namespaces answer in time, otherwise 503; says which do not.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        using var over = new CancellationTokenSource(Bound, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, over.Token);
        var checks = new Dictionary<string, Task<bool>>
        {
            ["tables"] = AnswersAsync(() => tables.GetTableClient(StoreNames.LanesTable).GetEntityIfExistsAsync<TableEntity>("health", "health", cancellationToken: bound.Token), bound.Token),
            ["blobs"] = AnswersAsync(() => blobs.GetBlobContainerClient(StoreNames.ParkedContainer).ExistsAsync(bound.Token), bound.Token),
        };
        foreach (var number in namespaces.Numbers)
            checks.Add(number == 0 ? QueueCheck : $"{QueueCheck}-{number}", AnswersAsync(() => PeekAsync(number, bound.Token), bound.Token));
        await Task.WhenAll(checks.Values);

        var states = checks.ToDictionary(check => check.Key, check => check.Value.Result ? "ok" : "failing");
        var ready = checks.Values.All(check => check.Result);
        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsJsonAsync(new Readiness(ready ? "ready" : "not-ready", states), HealthJson.Default.Readiness);
    }

    private async Task PeekAsync(int number, CancellationToken cancel)
    {
        await using var receiver = namespaces[number].CreateReceiver(QueueNames.Ephemeral);
        await receiver.PeekMessageAsync(cancellationToken: cancel);
    }

    // A call may not heed its token, while it connects or waits for a credential: it is left to itself then.
    private static async Task<bool> AnswersAsync(Func<Task> call, CancellationToken bound)
    {
        try
        {
            await call().WaitAsync(bound);
            return true;
        }
        catch (Exception failing) when (failing is Azure.RequestFailedException or ServiceBusException or AuthenticationFailedException || StoreFailures.IsPassing(failing))
        {
            return false;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Readiness))]
internal sealed partial class HealthJson : JsonSerializerContext;
