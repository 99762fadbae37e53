using Relay.Functions.Hosting;
using Relay.Signatures.Identity;

namespace Relay.Functions.Keys;

/// <summary>Checks that the account's identity key has signed what a device publishes.</summary>
internal static class UploadSignatures
{
    private const string Rule = "XEdDSA by the identity key over publicKey, type byte and all";

    /// <summary>What is wrong; null when nothing is. The upload has passed <see cref="UploadCheck"/>.</summary>
    public static Problem? Check(KeysUpload upload, byte[] identityKey)
    {
        if (XEdDsaKey.TryCreate(identityKey) is not { } key)
            return Problems.KeyInvalid("identityKey", UploadCheck.IdentityKeyRule, KeyNumbers.EcKeyBytes);
        if (upload.SignedPreKey is { } signed && !HasSigned(key, signed))
            return Problems.KeyInvalid("signedPreKey.signature", Rule);
        if (upload.LastResortKyberPreKey is { } lastResort && !HasSigned(key, lastResort))
            return Problems.KeyInvalid("lastResortKyberPreKey.signature", Rule);

        var kyber = upload.KyberPreKeys ?? [];
        for (var i = 0; i < kyber.Count; i++)
        {
            if (!HasSigned(key, kyber[i]))
                return Problems.KeyInvalid($"kyberPreKeys[{i}].signature", Rule);
        }

        return null;
    }

    private static bool HasSigned(XEdDsaKey identity, SignedPreKey key) => identity.Verify(key.PublicKey, key.Signature);
}
