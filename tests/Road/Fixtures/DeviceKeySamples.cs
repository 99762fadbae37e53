using System.Security.Cryptography;
using Relay.Client.Keys;
using Relay.Identities;

namespace Relay.Road.Tests.Fixtures;

/// <summary>What a device publishes; the KEM keys are random bytes, which nobody but a session could tell.</summary>
internal static class DeviceKeySamples
{
    private const int KemKeyBytes = 1569;

    public static DeviceUpload Upload(TestIdentity identity, int oneTime) => new()
    {
        RegistrationId = 4711,
        IdentityKey = identity.PublicKey,
        SignedPreKey = Signed(identity, 1, EcKey()),
        LastResortKyberPreKey = Signed(identity, 0, KemKey()),
        PreKeys = [.. Enumerable.Range(1, oneTime).Select(id => new PreKey(id, EcKey()))],
        KyberPreKeys = [.. Enumerable.Range(1, oneTime).Select(id => Signed(identity, id, KemKey()))],
    };

    public static SignedPreKey Signed(TestIdentity identity, int id, byte[] key) => new(id, key, identity.Sign(key));

    public static byte[] EcKey()
    {
        byte[] key = [5, .. RandomNumberGenerator.GetBytes(32)];
        key[^1] &= 0x3F;
        return key;
    }

    public static byte[] KemKey() => [8, .. RandomNumberGenerator.GetBytes(KemKeyBytes - 1)];
}
