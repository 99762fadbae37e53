using Relay.Functions.Accept;
using Relay.Functions.Hosting;
using Relay.Signatures.Identity;

namespace Relay.Functions.Keys;

/// <summary>Checks the form of what a device publishes; signatures come after (<see cref="UploadSignatures"/>), for they cost more.</summary>
internal static class UploadCheck
{
    public const string RegistrationIdRule = "1 to the limit";
    public const string IdentityKeyRule = "0x05 and a Curve25519 key that can sign, in its canonical form, in bytes";
    public const string EcKeyRule = "0x05 and a Curve25519 key in its canonical form, not of low order, in bytes";
    public const string KemKeyRule = "0x08 (Kyber1024) or 0x0A (ML-KEM-1024) and the key, in bytes; Kyber768 (0x07) is not taken";
    public const string SignatureLengthRule = "an XEdDSA signature, in bytes";
    public const string KeyIdRule = "0 to the limit";
    public const string OrderRule = "higher than the one before it";
    public const string CountRule = "at most this many";
    public const string ElementRule = "a key";

    /// <summary>What is wrong; null when nothing is.</summary>
    public static Problem? Check(KeysUpload upload)
    {
        if (upload.RegistrationId is < SignalLimits.LeastRegistrationId or > SignalLimits.MostRegistrationId)
            return Problems.Malformed("registrationId", RegistrationIdRule, SignalLimits.MostRegistrationId);
        if (upload.PreKeys?.Count > KeyNumbers.MostInUpload)
            return Problems.Malformed("preKeys", CountRule, KeyNumbers.MostInUpload);
        if (upload.KyberPreKeys?.Count > KeyNumbers.MostInUpload)
            return Problems.Malformed("kyberPreKeys", CountRule, KeyNumbers.MostInUpload);
        // Whether it can sign shows when it is prepared for the signatures.
        if (upload.IdentityKey is { } identity && !Curve25519Key.IsUsable(identity))
            return Problems.KeyInvalid("identityKey", IdentityKeyRule, KeyNumbers.EcKeyBytes);
        return (upload.SignedPreKey is { } signed ? Signed("signedPreKey", signed, isKem: false) : null)
            ?? (upload.LastResortKyberPreKey is { } lastResort ? Signed("lastResortKyberPreKey", lastResort, isKem: true) : null)
            ?? OneTime("preKeys", upload.PreKeys ?? [], key => key.KeyId, (path, key) => Ec(path, key.KeyId, key.PublicKey))
            ?? OneTime("kyberPreKeys", upload.KyberPreKeys ?? [], key => key.KeyId, (path, key) => Signed(path, key, isKem: true));
    }

    // Rising ids are each there once.
    private static Problem? OneTime<T>(string list, IReadOnlyList<T> keys, Func<T, int> id, Func<string, T, Problem?> check)
    {
        var before = -1;
        for (var i = 0; i < keys.Count; i++)
        {
            var path = $"{list}[{i}]";
            // An annotation does not keep null out of a list.
            if (keys[i] is null)
                return Problems.Malformed(path, ElementRule);
            if (check(path, keys[i]) is { } problem)
                return problem;
            if (id(keys[i]) <= before)
                return Problems.KeyInvalid(path + ".keyId", OrderRule);
            before = id(keys[i]);
        }

        return null;
    }

    private static Problem? Signed(string path, SignedPreKey key, bool isKem)
    {
        if ((isKem ? Kem(path, key) : Ec(path, key.KeyId, key.PublicKey)) is { } problem)
            return problem;
        return key.Signature.Length == KeyNumbers.SignatureBytes ? null : Problems.KeyInvalid(path + ".signature", SignatureLengthRule, KeyNumbers.SignatureBytes);
    }

    private static Problem? Ec(string path, int id, byte[] key) =>
        Id(path, id) ?? (Curve25519Key.IsUsable(key) ? null : Problems.KeyInvalid(path + ".publicKey", EcKeyRule, KeyNumbers.EcKeyBytes));

    private static Problem? Kem(string path, SignedPreKey key) =>
        Id(path, key.KeyId)
        ?? (key.PublicKey is { Length: KeyNumbers.KemKeyBytes } bytes && bytes[0] is KeyNumbers.Kyber1024 or KeyNumbers.MlKem1024
            ? null
            : Problems.KeyInvalid(path + ".publicKey", KemKeyRule, KeyNumbers.KemKeyBytes));

    private static Problem? Id(string path, int id) =>
        id is >= 0 and <= KeyNumbers.MostKeyId ? null : Problems.KeyInvalid(path + ".keyId", KeyIdRule, KeyNumbers.MostKeyId);
}
