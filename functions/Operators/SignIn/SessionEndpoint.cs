using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Operators.SignIn;

/// <summary><c>/operator/session</c>: how a browser comes to be an operator's, and stops being it.</summary>
internal sealed partial class SessionEndpoint(
    CallerAuthentication callers, SignInCodes codes, OperatorSessions sessions, IOptions<OperatorOptions> options, ILogger<SessionEndpoint> logger)
{
    private const int MaxBodyBytes = 8 * 1024;

    /// <summary>POST /operator/session, signed with an operator's key: a one-time link for a browser.</summary>
    public async Task CreateLinkAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        var check = body is null ? new CallerCheck(null, Problems.TooLarge("body", 0)) : await callers.SigningOperatorAsync(context, body);
        if (check.Caller is not { } caller)
        {
            await check.Problem!.WriteAsync(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(codes.Create(caller.KeyId), SignInJson.Default.SignInLink);
    }

    /// <summary>POST /operator/session/code: the page exchanges the code of a link for a session.</summary>
    public async Task RedeemAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        var problem = body is null ? Problems.TooLarge("body", MaxBodyBytes) : sessions.Unwanted(context);
        SignInRequest? request = null;
        if (problem is null)
            (request, problem) = JsonBody.Read(body!, SignInJson.Default.SignInRequest);
        var keyId = problem is null ? await codes.RedeemAsync(request!.Code, context.RequestAborted) : null;
        if (problem is null && keyId is null)
        {
            Log.LinkRefused(logger);
            problem = Problems.SignInLinkInvalid;
        }

        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        Log.SignedIn(logger, keyId!);
        await WriteAsync(context, sessions.Begin(context, keyId!, keyId, null));
    }

    /// <summary>GET /operator/session: who has signed in.</summary>
    public Task GetAsync(HttpContext context) => WriteAsync(context, sessions.Find(context));

    /// <summary>DELETE /operator/session: signs out.</summary>
    public async Task EndAsync(HttpContext context)
    {
        if (sessions.Unwanted(context) is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        sessions.End(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task WriteAsync(HttpContext context, OperatorSession? session)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(new SessionView(session is not null, session?.Name, session?.ExpiresAt, options.Value.HasOidc), SignInJson.Default.SessionView);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 7400, Level = LogLevel.Information, Message = "The operator's key {KeyId} signed in to the operator's page")]
        public static partial void SignedIn(ILogger logger, string keyId);

        [LoggerMessage(EventId = 7401, Level = LogLevel.Warning, Message = "A sign-in link was wrong, over, or used before")]
        public static partial void LinkRefused(ILogger logger);
    }
}
