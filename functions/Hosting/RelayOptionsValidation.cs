using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Relay.Signatures;

namespace Relay.Functions.Hosting;

/// <summary>Checks at start what attributes cannot, all errors at once.</summary>
/// <param name="clock">Time, for keys that begin and end.</param>
internal sealed class RelayOptionsValidation(TimeProvider clock) : IValidateOptions<RelayOptions>
{
    private const int AddressKeyLength = 32;

    public ValidateOptionsResult Validate(string? name, RelayOptions options)
    {
        var errors = new List<string>();
        if (options.Authority != options.Authority.ToLowerInvariant() || options.Authority.Contains('/', StringComparison.Ordinal))
            errors.Add("Relay:Authority must be a lower-case host with an optional port, without scheme or path.");

        var key = new byte[AddressKeyLength];
        if (!Convert.TryFromBase64String(options.AddressKey, key, out var length) || length != AddressKeyLength)
            errors.Add("Relay:AddressKey must be base64 of 32 bytes.");

        var signers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.SigningKeys.Count; i++)
        {
            try
            {
                using var signing = options.SigningKeys[i].Import();
                if (!signers.Add(signing.KeyId))
                    errors.Add($"Relay:SigningKeys:{i} has the key id of another signing key.");
            }
            catch (Exception invalid) when (invalid is FormatException or CryptographicException or ArgumentException)
            {
                errors.Add($"Relay:SigningKeys:{i} needs a KeyId and, as Pem, a PKCS#8 key of EC P-256 or Ed25519.");
            }
        }

        for (var i = 0; i < options.SigningKeys.Count; i++)
        {
            if (options.SigningKeys[i].NotBefore >= options.SigningKeys[i].ExpiresAt)
                errors.Add($"Relay:SigningKeys:{i} ends (ExpiresAt) before it begins (NotBefore).");
        }

        if (options.SigningKeys.Count > 0 && TimeWithoutKey(options.SigningKeys, clock.GetUtcNow()) is { } gap)
            errors.Add($"Relay:SigningKeys leaves no key that signs at {gap:O}; the last one must not have ExpiresAt.");

        var operators = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Operators.Count; i++)
        {
            try
            {
                if (!operators.Add(VerificationKey.FromJwk(options.Operators[i]).KeyId))
                    errors.Add($"Relay:Operators:{i} has the key id of another operator.");
            }
            catch (FormatException invalid)
            {
                errors.Add($"Relay:Operators:{i} is not a public key: {invalid.Message}");
            }
        }

        for (var i = 0; i < options.Operators.Count; i++)
        {
            if (options.Operators[i].NotBefore >= options.Operators[i].ExpiresAt)
                errors.Add($"Relay:Operators:{i} ends (ExpiresAt) before it begins (NotBefore).");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    // From now on, from the end of one key to that of the next that is good then.
    private static DateTimeOffset? TimeWithoutKey(List<SigningKeyOptions> keys, DateTimeOffset now)
    {
        var time = now;
        while (true)
        {
            var good = keys.FindAll(key => !(time < key.NotBefore) && !(time >= key.ExpiresAt));
            if (good.Count == 0)
                return time;
            if (good.Exists(key => key.ExpiresAt is null))
                return null;
            time = good.Max(key => key.ExpiresAt!.Value);
        }
    }
}

/// <summary>Reads the relay's private keys.</summary>
internal static class SigningKeyImport
{
    public static SigningKey Import(this SigningKeyOptions options) =>
        SigningKey.ImportPkcs8Pem(options.KeyId, options.Pem.Replace("\\n", "\n", StringComparison.Ordinal));
}
