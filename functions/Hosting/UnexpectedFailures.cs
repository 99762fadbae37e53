namespace Relay.Functions.Hosting;

/// <summary>Turns an exception that nobody expected into an empty 500 and one error log, and what routing refuses into a problem.</summary>
internal sealed partial class UnexpectedFailures(RequestDelegate next, ILogger<UnexpectedFailures> logger)
{
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
        catch (Exception failure)
        {
            // The route's pattern, never the path: a path can name a user.
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
            Log.Unexpected(logger, context.Request.Method, route, failure);
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1000, Level = LogLevel.Error, Message = "Unexpected failure in {Method} {Route}")]
        public static partial void Unexpected(ILogger logger, string method, string route, Exception failure);
    }
}
