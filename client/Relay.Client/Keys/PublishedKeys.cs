namespace Relay.Client.Keys;

/// <summary>A one-time Curve25519 key.</summary>
/// <param name="KeyId">0 to 0xFFFFFF. A device's ids rise from upload to upload.</param>
/// <param name="PublicKey">0x05 and the key, 33 bytes, as libsignal serializes it.</param>
public sealed record PreKey(int KeyId, byte[] PublicKey);

/// <summary>A key that the account's identity key has signed.</summary>
/// <param name="KeyId">0 to 0xFFFFFF. The ids of a device's one-time keys rise from upload to upload.</param>
/// <param name="PublicKey">As libsignal serializes it, type byte and all: 33 bytes of a Curve25519 key, 1569 of a KEM key.</param>
/// <param name="Signature">By the identity key over <paramref name="PublicKey"/>, 64 bytes.</param>
public sealed record SignedPreKey(int KeyId, byte[] PublicKey, byte[] Signature);

/// <summary>What a device publishes, so that others can begin sessions with it. What is null stays as it is.</summary>
public sealed record DeviceUpload
{
    /// <summary>1 to 16383; needed for a new device. Another one than before begins the device anew.</summary>
    public int? RegistrationId { get; init; }

    /// <summary>The account's identity key, 33 bytes; needed for a new device. Another one than before ends what the account's other devices have published.</summary>
    public byte[]? IdentityKey { get; init; }

    /// <summary>The signed Curve25519 key; needed for a new device.</summary>
    public SignedPreKey? SignedPreKey { get; init; }

    /// <summary>The KEM key for whoever finds no one-time KEM key (Kyber1024 or ML-KEM-1024).</summary>
    public SignedPreKey? LastResortKyberPreKey { get; init; }

    /// <summary>One-time Curve25519 keys to add, at most 100.</summary>
    public IReadOnlyList<PreKey> PreKeys { get; init => field = value ?? []; } = [];

    /// <summary>One-time KEM keys to add, at most 100.</summary>
    public IReadOnlyList<SignedPreKey> KyberPreKeys { get; init => field = value ?? []; } = [];
}

/// <summary>What the relay has of a device's keys.</summary>
/// <param name="Device">The device.</param>
/// <param name="RegistrationId">Its registration id.</param>
/// <param name="PreKeys">One-time Curve25519 keys that are left.</param>
/// <param name="KyberPreKeys">One-time KEM keys that are left.</param>
/// <param name="Digest">Of the keys that stay (<see cref="KeysDigest"/>), 32 bytes; null without a last-resort key.</param>
public sealed record DeviceStock(int Device, int RegistrationId, int PreKeys, int KyberPreKeys, byte[]? Digest = null);

/// <summary>The body that compares a device's keys.</summary>
internal sealed record KeysQuestion(byte[] Digest);
