using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Operators.SignIn;

/// <summary>
/// Sessions of operators' browsers: a sealed cookie that every instance can read. What it says is checked against the present
/// configuration at each call, so that taking away a key or the issuer ends its sessions.
/// </summary>
public sealed class OperatorSessions
{
    /// <summary>The header that the page sends with every call: no form and no link can send it.</summary>
    public const string PageHeader = "X-Relay-Page";

    private readonly SealedText _seal;
    private readonly PublicOrigin _origin;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _lifetime;
    private readonly HashSet<string> _keyIds;
    private readonly bool _hasOidc;

    /// <summary>Over the present configuration.</summary>
    public OperatorSessions(AddressKeys keys, PublicOrigin origin, IOptions<RelayOptions> relay, IOptions<OperatorOptions> options, TimeProvider clock)
    {
        _seal = new SealedText(keys, "operator session");
        (_origin, _clock) = (origin, clock);
        _lifetime = TimeSpan.FromMinutes(options.Value.SessionMinutes);
        _keyIds = relay.Value.Operators.Select(key => key.Kid).ToHashSet(StringComparer.Ordinal);
        _hasOidc = options.Value.HasOidc;
    }

    // The prefix has browsers refuse the cookie from anybody but this host over https.
    private string CookieName => _origin.IsHttps ? "__Host-relay-operator" : "relay-operator";

    /// <summary>Begins a session: the answer carries its cookie.</summary>
    public OperatorSession Begin(HttpContext context, string name, string? keyId, string? subject)
    {
        var session = new OperatorSession(name, keyId, subject, _clock.GetUtcNow() + _lifetime);
        context.Response.Cookies.Append(CookieName, _seal.Seal(session, SignInJson.Default.OperatorSession), Cookie(session.ExpiresAt));
        return session;
    }

    /// <summary>Ends the browser's session.</summary>
    public void End(HttpContext context) => context.Response.Cookies.Delete(CookieName, Cookie(null));

    /// <summary>Whose session a request names; null when none is in force.</summary>
    public OperatorSession? Find(HttpContext context)
    {
        if (!context.Request.Cookies.TryGetValue(CookieName, out var text) || _seal.Open(text, SignInJson.Default.OperatorSession) is not { } session)
            return null;
        var known = session.KeyId is { } key ? _keyIds.Contains(key) : _hasOidc;
        return known && session.ExpiresAt > _clock.GetUtcNow() ? session : null;
    }

    /// <summary>
    /// Why a request that the page is to have made is not taken for the page's; null when it is. Cookies go along with requests
    /// that other sites cause, this header does not, and browsers say where a request comes from.
    /// </summary>
    public Problem? Unwanted(HttpContext context)
    {
        var headers = context.Request.Headers;
        var isOwn = headers.TryGetValue("Sec-Fetch-Site", out var site) ? site == "same-origin" : headers.Origin == _origin.Text;
        return isOwn && headers[PageHeader] == "1" ? null : Problems.NotAllowed("A session counts only for calls that the operator's page makes.");
    }

    private CookieOptions Cookie(DateTimeOffset? expires) =>
        new() { HttpOnly = true, Secure = _origin.IsHttps, SameSite = SameSiteMode.Strict, Path = "/", Expires = expires };
}
