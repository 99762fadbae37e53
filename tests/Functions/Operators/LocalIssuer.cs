using System.Collections.Specialized;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Relay.Functions.Tests.Operators;

/// <summary>An OpenID Connect issuer on loopback: discovery, keys, and a token endpoint that checks the code and its verifier.</summary>
internal sealed class LocalIssuer : IAsyncDisposable
{
    public const string ClientId = "relay-page";
    public const string Role = "Relay.Operator";

    private readonly WebApplication _app;
    private readonly RSA _rsa = RSA.Create(2048);
    private NameValueCollection _question = [];

    private LocalIssuer(WebApplication app) => _app = app;

    /// <summary>What the next token says; null leaves a claim out.</summary>
    public Dictionary<string, object?> Claims { get; } = [];

    /// <summary>Signs the next token instead of the published key.</summary>
    public SigningCredentials? OtherKey { get; set; }

    /// <summary>Gives the next token itself.</summary>
    public string? OtherToken { get; set; }

    /// <summary>What the token endpoint answers instead of a token.</summary>
    public int? TokenStatus { get; set; }

    /// <summary>The form of the last call to the token endpoint.</summary>
    public IFormCollection? LastForm { get; private set; }

    public string Authority => _app.Urls.Single();

    public SigningCredentials Key => new(new RsaSecurityKey(_rsa) { KeyId = "key-1" }, SecurityAlgorithms.RsaSha256);

    public static async Task<LocalIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var issuer = new LocalIssuer(builder.Build());
        issuer._app.MapGet("/.well-known/openid-configuration", (Delegate)issuer.DescribeAsync);
        issuer._app.MapGet("/keys", (Delegate)issuer.KeysAsync);
        issuer._app.MapPost("/token", (Delegate)issuer.TokenAsync);
        await issuer._app.StartAsync();
        return issuer;
    }

    /// <summary>Signs a person in, as the browser's visit does; gives state and code.</summary>
    public (string State, string Code) Visit(Uri question)
    {
        _question = HttpUtility.ParseQueryString(question.Query);
        return (_question["state"]!, "code-1");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private Task DescribeAsync(HttpContext context) => context.Response.WriteAsJsonAsync(new Dictionary<string, object>
    {
        ["issuer"] = Authority,
        ["authorization_endpoint"] = Authority + "/authorize?p=1",
        ["token_endpoint"] = Authority + "/token",
        ["jwks_uri"] = Authority + "/keys",
    });

    private Task KeysAsync(HttpContext context)
    {
        var key = _rsa.ExportParameters(includePrivateParameters: false);
        return context.Response.WriteAsJsonAsync(new
        {
            keys = new[] { new { kty = "RSA", use = "sig", kid = "key-1", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) } },
        });
    }

    private async Task TokenAsync(HttpContext context)
    {
        LastForm = await context.Request.ReadFormAsync();
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(LastForm["code_verifier"].ToString())));
        var isHis = LastForm["code"] == "code-1" && challenge == _question["code_challenge"] && _question["code_challenge_method"] == "S256"
            && LastForm["redirect_uri"] == _question["redirect_uri"] && LastForm["client_id"] == ClientId;
        if (TokenStatus is not null || !isHis)
        {
            context.Response.StatusCode = TokenStatus ?? 400;
            await context.Response.WriteAsync("""{"error":"invalid_grant"}""");
            return;
        }

        await context.Response.WriteAsync(JsonSerializer.Serialize(new { token_type = "Bearer", id_token = OtherToken ?? Token() }));
    }

    private string Token()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = Authority,
            ["aud"] = ClientId,
            ["sub"] = "subject-1",
            ["name"] = "Olga",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 300,
            ["nonce"] = _question["nonce"],
            ["roles"] = new[] { "Reader", Role },
        };
        foreach (var (name, value) in Claims)
            claims[name] = value;
        var payload = JsonSerializer.Serialize(claims.Where(claim => claim.Value is not null).ToDictionary());
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(payload, OtherKey ?? Key);
    }
}
