using System.Security.Cryptography;
using Relay.Functions.Keys;
using Relay.Identities;

namespace Relay.Functions.Tests.Keys;

/// <summary>Uploads that hold, made quickly: the KEM keys are random bytes, which nobody but a session could tell.</summary>
internal static class KeySamples
{
    public static KeysUpload Upload(TestIdentity identity, int oneTime, int firstId = 1, int registrationId = 4711) => new(
        registrationId, identity.PublicKey, Signed(identity, 1, EcKey()), Signed(identity, 0, KemKey()), PreKeys(oneTime, firstId), KyberPreKeys(identity, oneTime, firstId));

    /// <summary>One-time keys alone.</summary>
    public static KeysUpload TopUp(TestIdentity identity, int oneTime, int firstId) =>
        new(PreKeys: PreKeys(oneTime, firstId), KyberPreKeys: KyberPreKeys(identity, oneTime, firstId));

    public static PreKey[] PreKeys(int count, int firstId) => [.. Enumerable.Range(firstId, count).Select(id => new PreKey(id, EcKey()))];

    public static SignedPreKey[] KyberPreKeys(TestIdentity identity, int count, int firstId) =>
        [.. Enumerable.Range(firstId, count).Select(id => Signed(identity, id, KemKey()))];

    public static SignedPreKey Signed(TestIdentity identity, int id, byte[] key) => new(id, key, identity.Sign(key));

    public static byte[] EcKey()
    {
        byte[] key = [5, .. RandomNumberGenerator.GetBytes(32)];
        key[^1] &= 0x3F;
        return key;
    }

    public static byte[] KemKey(byte type = KeyNumbers.Kyber1024) => [type, .. RandomNumberGenerator.GetBytes(KeyNumbers.KemKeyBytes - 1)];
}
