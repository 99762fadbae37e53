using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Relay.Functions.Operators.SignIn;
using Relay.Functions.People;

namespace Relay.Functions.Operators.Oidc;

/// <summary>
/// <c>/operator/oidc</c>: sends a browser to the issuer and takes it back. However it ends, the browser lands on the page, which
/// reads from the address behind # how: a strict cookie set here goes along with the page's own calls, and not with this redirect.
/// </summary>
internal sealed partial class OidcEndpoint(OidcSignIn signIn, OperatorSessions sessions, AddressKeys keys, PublicOrigin origin, ILogger<OidcEndpoint> logger)
{
    private readonly SealedText _seal = new(keys, "operator oidc");

    private string CookieName => origin.IsHttps ? "__Host-relay-oidc" : "relay-oidc";

    /// <summary>GET /operator/oidc/start.</summary>
    public async Task StartAsync(HttpContext context)
    {
        if (await signIn.BeginAsync(context.RequestAborted) is not var (address, transaction))
        {
            Land(context, OidcOutcome.IssuerUnavailable);
            return;
        }

        context.Response.Cookies.Append(CookieName, _seal.Seal(transaction, OidcJson.Default.OidcTransaction), Cookie(transaction.ExpiresAt));
        Redirect(context, address.AbsoluteUri);
    }

    /// <summary>GET /operator/oidc/callback.</summary>
    public async Task CallbackAsync(HttpContext context)
    {
        var transaction = _seal.Open(context.Request.Cookies[CookieName], OidcJson.Default.OidcTransaction);
        context.Response.Cookies.Delete(CookieName, Cookie(null));
        var query = context.Request.Query;
        var result = await signIn.EndAsync(transaction, Single(query["state"]), Single(query["code"]), context.RequestAborted);
        if (result.Outcome == OidcOutcome.SignedIn)
        {
            sessions.Begin(context, result.Name!, null, result.Subject!);
            Log.SignedIn(logger, result.Subject!);
        }
        else
        {
            Log.Refused(logger, result.Outcome);
        }

        Land(context, result.Outcome);
    }

    private static string? Single(StringValues values) => values is [{ Length: > 0 } value] ? value : null;

    private void Land(HttpContext context, OidcOutcome outcome)
    {
        var page = origin.At("/operator").AbsoluteUri;
        Redirect(context, outcome == OidcOutcome.SignedIn ? page : $"{page}#sign-in={JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString())}");
    }

    private static void Redirect(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
    }

    // Lax: the issuer's redirect back is a navigation that another site causes.
    private CookieOptions Cookie(DateTimeOffset? expires) =>
        new() { HttpOnly = true, Secure = origin.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", Expires = expires };

    private static partial class Log
    {
        [LoggerMessage(EventId = 7402, Level = LogLevel.Information, Message = "The issuer's subject {Subject} signed in to the operator's page")]
        public static partial void SignedIn(ILogger logger, string subject);

        [LoggerMessage(EventId = 7405, Level = LogLevel.Warning, Message = "A sign-in to the operator's page by OpenID Connect ended as {Outcome}")]
        public static partial void Refused(ILogger logger, OidcOutcome outcome);
    }
}
