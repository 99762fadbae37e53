using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Relay.Functions.Operators.Oidc;

/// <summary>Whether an ID token says that an operator has signed in here (OpenID Connect Core 1.0, section 3.1.3.7).</summary>
internal sealed class OidcTokenCheck(OidcIssuer issuer, IOptions<OperatorOptions> options, TimeProvider clock)
{
    // Asymmetric ones alone: no shared secret and no "none" can make a token.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.EcdsaSha384,
    ];

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>Checks signature, issuer, audience, times, nonce and role.</summary>
    /// <param name="idToken">The token.</param>
    /// <param name="nonce">Of the question that it answers.</param>
    public async Task<OidcResult> CheckAsync(string idToken, string nonce)
    {
        var result = await _handler.ValidateTokenAsync(idToken, Parameters());
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token)
            return new(OidcOutcome.TokenInvalid);
        if (!IsForUsAlone(token) || !Same(Claim(token, "nonce"), nonce) || (Claim(token, "oid") ?? Claim(token, "sub")) is not { Length: > 0 } subject)
            return new(OidcOutcome.TokenInvalid);
        if (!token.Claims.Any(claim => claim.Type == options.Value.OidcRoleClaim && claim.Value == options.Value.OidcRole))
            return new(OidcOutcome.NotAnOperator);
        return new(OidcOutcome.SignedIn, Claim(token, "name") ?? Claim(token, "preferred_username") ?? subject, subject);
    }

    private TokenValidationParameters Parameters() => new()
    {
        ConfigurationManager = issuer.Configuration,
        ValidAudience = options.Value.OidcClientId,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateIssuerSigningKey = true,
        LifetimeValidator = (notBefore, expires, _, _) =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            return expires is { } end && now < end + Skew && !(notBefore > now + Skew);
        },
    };

    // A token for several audiences names the one that it was issued to.
    private bool IsForUsAlone(JsonWebToken token) =>
        Claim(token, "azp") is { } party ? party == options.Value.OidcClientId : token.Audiences.Take(2).Count() == 1;

    private static string? Claim(JsonWebToken token, string name) => token.TryGetPayloadValue<string>(name, out var value) ? value : null;

    private static bool Same(string? one, string other) =>
        one is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
