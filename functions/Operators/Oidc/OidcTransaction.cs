using System.Text.Json.Serialization;

namespace Relay.Functions.Operators.Oidc;

/// <summary>What the browser keeps, sealed, while its user signs in at the issuer.</summary>
/// <param name="State">Comes back with the code: the answer belongs to this browser's question.</param>
/// <param name="Nonce">Comes back in the token: the token belongs to this question.</param>
/// <param name="Verifier">Proves to the issuer that who redeems the code asked for it (PKCE, RFC 7636).</param>
/// <param name="ExpiresAt">When the question is over.</param>
internal sealed record OidcTransaction(string State, string Nonce, string Verifier, DateTimeOffset ExpiresAt);

/// <summary>How a sign-in ended.</summary>
internal enum OidcOutcome
{
    /// <summary>It is an operator.</summary>
    SignedIn,

    /// <summary>The issuer said so, or the user turned back.</summary>
    Refused,

    /// <summary>The answer is not one to this browser's question, or too late.</summary>
    WrongState,

    /// <summary>The issuer did not answer, or not as documented.</summary>
    IssuerUnavailable,

    /// <summary>The code was not taken, or the token does not hold.</summary>
    TokenInvalid,

    /// <summary>Known to the issuer, and no operator.</summary>
    NotAnOperator,
}

/// <summary>A sign-in's end.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Name">For people.</param>
/// <param name="Subject">The issuer's lasting id of the person.</param>
internal readonly record struct OidcResult(OidcOutcome Outcome, string? Name = null, string? Subject = null);

/// <summary>The issuer's answer to a code; what else is in it is not needed.</summary>
/// <param name="IdToken">Who signed in.</param>
internal sealed record OidcTokenAnswer([property: JsonPropertyName("id_token")] string? IdToken);

[JsonSerializable(typeof(OidcTransaction))]
[JsonSerializable(typeof(OidcTokenAnswer))]
internal sealed partial class OidcJson : JsonSerializerContext;
