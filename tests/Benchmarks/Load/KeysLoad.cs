using System.Security.Cryptography;
using Relay.Client.Keys;
using Relay.Identities;

namespace Relay.Benchmarks.Load;

/// <summary>What devices publish; the KEM keys are random bytes.</summary>
internal static class KeysLoad
{
    /// <summary>Bytes of a KEM key, its id and its signature, as stored.</summary>
    public const int KyberBytes = 4 + KemKeyBytes + 64;

    private const int KemKeyBytes = 1569;

    /// <summary>The first upload of a device.</summary>
    public static DeviceUpload Upload(TestIdentity identity, int oneTime, int firstId) => OneTime(identity, oneTime, firstId) with
    {
        RegistrationId = 4711,
        IdentityKey = identity.PublicKey,
        SignedPreKey = Signed(identity, 1, EcKey()),
        LastResortKyberPreKey = Signed(identity, 0, KemKey()),
    };

    /// <summary>One-time keys alone.</summary>
    public static DeviceUpload OneTime(TestIdentity identity, int count, int firstId) => new()
    {
        PreKeys = [.. Enumerable.Range(firstId, count).Select(id => new PreKey(id, EcKey()))],
        KyberPreKeys = [.. Enumerable.Range(firstId, count).Select(id => Signed(identity, id, KemKey()))],
    };

    /// <summary>A public KEM key.</summary>
    public static byte[] KemKey() => [8, .. RandomNumberGenerator.GetBytes(KemKeyBytes - 1)];

    private static byte[] EcKey()
    {
        byte[] key = [5, .. RandomNumberGenerator.GetBytes(32)];
        key[^1] &= 0x3F;
        return key;
    }

    private static SignedPreKey Signed(TestIdentity identity, int id, byte[] key) => new(id, key, identity.Sign(key));
}
