using System.Text.Json.Serialization;

namespace Relay.Functions.Keys;

/// <summary>A one-time Curve25519 key.</summary>
/// <param name="KeyId">0 to 0xFFFFFF; those of a device rise from upload to upload.</param>
/// <param name="PublicKey">0x05 and the Curve25519 key: base64 of 33 bytes.</param>
public sealed record PreKey(int KeyId, byte[] PublicKey);

/// <summary>A key that the identity key has signed.</summary>
/// <param name="KeyId">0 to 0xFFFFFF; those of one-time keys of a device rise from upload to upload.</param>
/// <param name="PublicKey">With its type byte: base64 of 33 bytes (Curve25519) or 1569 bytes (Kyber1024, ML-KEM-1024).</param>
/// <param name="Signature">XEdDSA by the identity key over <paramref name="PublicKey"/>: base64 of 64 bytes.</param>
public sealed record SignedPreKey(int KeyId, byte[] PublicKey, byte[] Signature);

/// <summary>What a device publishes. What is left out stays as it is; a device that is not there yet needs the first three.</summary>
/// <param name="RegistrationId">1 to 0x3FFF. Another one than before begins the device anew.</param>
/// <param name="IdentityKey">The account's identity key, base64 of 33 bytes. Another one than before ends what other devices have published.</param>
/// <param name="SignedPreKey">The signed Curve25519 key.</param>
/// <param name="LastResortKyberPreKey">The KEM key for whoever finds no one-time KEM key.</param>
/// <param name="PreKeys">One-time Curve25519 keys to add, at most 100.</param>
/// <param name="KyberPreKeys">One-time KEM keys to add, at most 100.</param>
public sealed record KeysUpload(
    int? RegistrationId = null,
    byte[]? IdentityKey = null,
    SignedPreKey? SignedPreKey = null,
    SignedPreKey? LastResortKyberPreKey = null,
    IReadOnlyList<PreKey>? PreKeys = null,
    IReadOnlyList<SignedPreKey>? KyberPreKeys = null);

/// <summary>What the relay has of a device's keys; for the device's own partner.</summary>
/// <param name="Device">The device.</param>
/// <param name="RegistrationId">Its registration id.</param>
/// <param name="PreKeys">One-time Curve25519 keys that are left.</param>
/// <param name="KyberPreKeys">One-time KEM keys that are left.</param>
/// <param name="Digest">Over identity key, signed key and last-resort key: base64 of 32 bytes; left out without a last-resort key.</param>
public sealed record DeviceKeysView(int Device, int RegistrationId, int PreKeys, int KyberPreKeys, byte[]? Digest)
{
    internal static DeviceKeysView Of(DeviceKeys keys) => new(keys.Device, keys.RegistrationId, keys.PreKeyCount, keys.KyberCount, keys.Digest());
}

/// <summary>Asks whether the relay has the keys that the device has.</summary>
/// <param name="Digest">As in <see cref="DeviceKeysView"/>: base64 of 32 bytes.</param>
public sealed record KeysCheck(byte[] Digest);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KeysUpload))]
[JsonSerializable(typeof(DeviceKeysView))]
[JsonSerializable(typeof(KeysCheck))]
[JsonSerializable(typeof(ClaimRequest))]
[JsonSerializable(typeof(ClaimAnswer))]
[JsonSerializable(typeof(DailyTakes))]
internal sealed partial class KeysJson : JsonSerializerContext;
