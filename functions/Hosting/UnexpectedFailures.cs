using Relay.Functions.Storage;

namespace Relay.Functions.Hosting;

/// <summary>
/// Turns an exception that nobody expected into an empty 500 and one error log, a store that is
/// gone into a 503, and what routing refuses into a problem.
/// </summary>
internal sealed partial class UnexpectedFailures(RequestDelegate next, ILogger<UnexpectedFailures> logger)
{
    private const int StoreRetryAfterSeconds = 5;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && Problems.OfStatus(context.Response.StatusCode) is { } problem && context.Response.ContentType is null)
                await problem.WriteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up; there is nobody to answer.
        }
        catch (BadHttpRequestException bad)
        {
            if (!context.Response.HasStarted)
                context.Response.StatusCode = bad.StatusCode;
        }
        catch (Exception failure) when (StoreFailures.IsPassing(failure) && !context.Response.HasStarted)
        {
            Log.StoreUnavailable(logger, context.Request.Method, Route(context), failure.GetType().Name);
            await Problems.StoreUnavailable(StoreRetryAfterSeconds).WriteAsync(context);
        }
        catch (Exception failure)
        {
            Log.Unexpected(logger, context.Request.Method, Route(context), failure);
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    // The route's pattern, never the path: a path can name a user.
    private static string Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    private static partial class Log
    {
        [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "A store did not answer {Method} {Route} ({Failure}); the caller was asked to try again")]
        public static partial void StoreUnavailable(ILogger logger, string method, string route, string failure);

        [LoggerMessage(EventId = 1000, Level = LogLevel.Error, Message = "Unexpected failure in {Method} {Route}")]
        public static partial void Unexpected(ILogger logger, string method, string route, Exception failure);
    }
}
