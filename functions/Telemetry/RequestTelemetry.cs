using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Telemetry;

/// <summary>Counts every call of the API by its operation, caller and status, and is its span. The path is never told: it can name a user.</summary>
internal sealed class RequestTelemetry(RequestDelegate next, RelayMetrics metrics)
{
    // The word of nginx for a caller that hung up before there was an answer.
    private const int HungUp = 499;

    private const string NoOperation = "none";

    public async Task InvokeAsync(HttpContext context)
    {
        if (Operation(context) is not { } operation)
        {
            await next(context);
            return;
        }

        metrics.Executed(Function(context.Request.Path));
        using var span = RelayTraces.StartRequest(operation, context.Request.Headers.TraceParent);
        try
        {
            await next(context);
        }
        finally
        {
            var status = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted ? HungUp : context.Response.StatusCode;
            var caller = context.Features.Get<VerifiedCaller>()?.Name;
            metrics.RequestAnswered(caller, operation, status);
            span?.SetTag(TraceTags.Partner, caller ?? MetricTags.Nobody).SetTag(TraceTags.Status, status);
            if (status >= StatusCodes.Status500InternalServerError)
                span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error);
        }
    }

    // Triggers and the host's own polling have no name. What answers for another method or content type is no route.
    private static string? Operation(HttpContext context) => context.GetEndpoint() is not RouteEndpoint endpoint
        ? TriggerEndpoints.IsFromHost(context.Request.Headers) ? null : NoOperation
        : endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;

    private static string Function(PathString path) =>
        path.StartsWithSegments("/health", StringComparison.Ordinal) ? "Health"
        : path.StartsWithSegments("/.well-known", StringComparison.Ordinal) ? "WellKnown"
        : "Api";
}
