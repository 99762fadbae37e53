using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Signatures;

namespace Relay.Functions.PartnerKeys;

/// <summary>Turns a partner's request for a key into the key, or says which rule it breaks.</summary>
internal sealed class PartnerKeyCheck(IOptions<RelayOptions> options, TimeProvider clock)
{
    // As long as a request's signature may live: the two are made together.
    private static readonly TimeSpan ProofLife = TimeSpan.FromSeconds(MessageSigner.LifetimeSeconds);

    /// <summary>The key with its times, or the problem.</summary>
    public (JsonWebKey? Key, Problem? Problem) Check(string partner, PartnerKeyRequest request)
    {
        if (request.Key is not { } key)
            return (null, Problems.Malformed("key", "a JWK"));
        if (key.NotBefore is not null || key.ExpiresAt is not null)
            return (null, Problems.Malformed("key", "notBefore and expiresAt beside the key"));
        try
        {
            VerificationKey.FromJwk(key);
        }
        catch (FormatException invalid)
        {
            return (null, Problems.Malformed("key", invalid.Message));
        }

        // What an operator gives may be named otherwise; here nobody may take a name that another partner will want.
        if (!PartnerNames.IsKeyId(key.Kid) || !key.Kid.StartsWith(partner + "-", StringComparison.Ordinal))
            return (null, Problems.Malformed("key.kid", $"the partner's name and a hyphen at the beginning; {PartnerNames.KeyIdRule}"));

        var now = clock.GetUtcNow();
        if (request.ExpiresAt <= now)
            return (null, Problems.Malformed("expiresAt", "in the future"));
        if (request.NotBefore >= request.ExpiresAt)
            return (null, Problems.Malformed("expiresAt", "after notBefore"));
        if (request.Proof is not { At: { } at, Signature: { } signature })
            return (null, Problems.Malformed("proof", "at and signature"));
        if ((now - at).Duration() > ProofLife)
            return (null, Problems.Malformed("proof.at", "within this many seconds of now", (long)ProofLife.TotalSeconds));

        return KeyPossession.Verify(signature, options.Value.Authority, partner, key, at)
            ? (key with { NotBefore = request.NotBefore, ExpiresAt = request.ExpiresAt }, null)
            : (null, Problems.ProofWrong);
    }
}
