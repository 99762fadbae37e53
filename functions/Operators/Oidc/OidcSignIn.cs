using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Relay.Functions.Operators.SignIn;

namespace Relay.Functions.Operators.Oidc;

/// <summary>The authorization code flow with PKCE: the question to the issuer, and what its answer comes to.</summary>
internal sealed partial class OidcSignIn(OidcIssuer issuer, OidcTokenCheck tokens, PublicOrigin origin, IOptions<OperatorOptions> options, TimeProvider clock, ILogger<OidcSignIn> logger)
{
    /// <summary>Where the issuer sends the browser back to; registered there.</summary>
    public const string CallbackPath = "/operator/oidc/callback";

    private const int SecretBytes = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The question: where the browser goes, and what it keeps meanwhile; null when the issuer does not answer.</summary>
    public async Task<(Uri Address, OidcTransaction Transaction)?> BeginAsync(CancellationToken cancel)
    {
        if (await FindConfigurationAsync(cancel) is not { AuthorizationEndpoint: { Length: > 0 } endpoint })
            return null;

        var transaction = new OidcTransaction(Secret(), Secret(), Secret(), clock.GetUtcNow() + Patience);
        var address = QueryHelpers.AddQueryString(endpoint, new Dictionary<string, string?>
        {
            ["client_id"] = options.Value.OidcClientId,
            ["response_type"] = "code",
            ["response_mode"] = "query",
            ["redirect_uri"] = origin.At(CallbackPath).AbsoluteUri,
            ["scope"] = "openid profile",
            ["state"] = transaction.State,
            ["nonce"] = transaction.Nonce,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(transaction.Verifier))),
            ["code_challenge_method"] = "S256",
        });
        return (new Uri(address), transaction);
    }

    /// <summary>What the browser came back with.</summary>
    /// <param name="transaction">What it kept; null when it kept nothing that opens.</param>
    /// <param name="state">As the issuer sent it back.</param>
    /// <param name="code">The issuer's code; null when it refused.</param>
    /// <param name="cancel">Ends the call.</param>
    public async Task<OidcResult> EndAsync(OidcTransaction? transaction, string? state, string? code, CancellationToken cancel)
    {
        if (transaction is null || transaction.ExpiresAt <= clock.GetUtcNow() || state is null || !IsSame(state, transaction.State))
            return new(OidcOutcome.WrongState);
        if (code is null)
            return new(OidcOutcome.Refused);

        var (token, failure) = await RedeemAsync(code, transaction.Verifier, cancel);
        return token is null ? new(failure) : await tokens.CheckAsync(token, transaction.Nonce);
    }

    private async Task<(string? Token, OidcOutcome Failure)> RedeemAsync(string code, string verifier, CancellationToken cancel)
    {
        if (await FindConfigurationAsync(cancel) is not { TokenEndpoint: { Length: > 0 } endpoint })
            return (null, OidcOutcome.IssuerUnavailable);

        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = options.Value.OidcClientId,
            ["redirect_uri"] = origin.At(CallbackPath).AbsoluteUri,
            ["code"] = code,
            ["code_verifier"] = verifier,
        };
        if (options.Value.OidcClientSecret.Length > 0)
            form["client_secret"] = options.Value.OidcClientSecret;
        try
        {
            using var content = new FormUrlEncodedContent(form);
            using var answer = await issuer.PostAsync(new Uri(endpoint), content, cancel);
            if (!answer.IsSuccessStatusCode)
            {
                Log.CodeRefused(logger, (int)answer.StatusCode);
                return (null, (int)answer.StatusCode >= 500 ? OidcOutcome.IssuerUnavailable : OidcOutcome.TokenInvalid);
            }

            var token = JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancel), OidcJson.Default.OidcTokenAnswer)?.IdToken;
            return (token, OidcOutcome.TokenInvalid);
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            Log.IssuerUnavailable(logger, failure.GetType().Name);
            return (null, OidcOutcome.IssuerUnavailable);
        }
    }

    private async Task<OpenIdConnectConfiguration?> FindConfigurationAsync(CancellationToken cancel)
    {
        try
        {
            return issuer.Configuration is { } configuration ? await configuration.GetConfigurationAsync(cancel) : null;
        }
        // What the library gives when the document cannot be had, whatever the cause.
        catch (InvalidOperationException failure)
        {
            Log.IssuerUnavailable(logger, (failure.InnerException ?? failure).GetType().Name);
            return null;
        }
    }

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private static bool IsSame(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private static partial class Log
    {
        [LoggerMessage(EventId = 7403, Level = LogLevel.Warning, Message = "The issuer of operators' sign-ins answered {Status} to a code")]
        public static partial void CodeRefused(ILogger logger, int status);

        [LoggerMessage(EventId = 7404, Level = LogLevel.Warning, Message = "The issuer of operators' sign-ins does not answer as documented ({Failure})")]
        public static partial void IssuerUnavailable(ILogger logger, string failure);
    }
}
