using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.People;

namespace Relay.Functions.Operators.SignIn;

/// <summary>One-time codes that carry an operator's key from a terminal into a browser. Sealed, short-lived, and good once over all instances.</summary>
internal sealed class SignInCodes(AddressKeys keys, NonceStore nonces, PublicOrigin origin, IOptions<OperatorOptions> options, TimeProvider clock)
{
    private const int IdBytes = 16;

    private readonly SealedText _seal = new(keys, "operator sign-in");

    /// <summary>A link for whoever holds this key.</summary>
    public SignInLink Create(string keyId)
    {
        var now = clock.GetUtcNow();
        var expires = now.AddSeconds(options.Value.SignInLinkSeconds);
        var code = new SignInCode(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), keyId, now, expires);
        return new SignInLink($"{origin.At("/operator").AbsoluteUri}#code={_seal.Seal(code, SignInJson.Default.SignInCode)}", expires);
    }

    /// <summary>The key behind a code; null for one that is none, is over, or was used.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<string?> RedeemAsync(string? text, CancellationToken cancel) =>
        _seal.Open(text, SignInJson.Default.SignInCode) is { } code
        && code.ExpiresAt > clock.GetUtcNow()
        // A key id has no space, so that no caller's nonce can use up a code.
        && await nonces.TryUseAsync("operator sign-in", code.Id, code.CreatedAt, cancel)
            ? code.KeyId
            : null;
}
