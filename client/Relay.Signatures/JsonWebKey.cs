using System.Text.Json.Serialization;

namespace Relay.Signatures;

/// <summary>
/// A public key as JSON (RFC 7517; EC by RFC 7518, section 6.2; OKP by RFC 8037). Only what the profile uses; a private
/// member of a document that is read is dropped and never written.
/// </summary>
/// <remarks>Reading checks nothing but types; <see cref="VerificationKey.FromJwk"/> checks the key. A member that is missing or null is read as an empty string.</remarks>
public sealed record JsonWebKey
{
    /// <summary><c>EC</c> or <c>OKP</c>.</summary>
    [JsonPropertyName("kty")]
    public string Kty { get; init => field = value ?? ""; } = "";

    /// <summary><c>P-256</c> or <c>Ed25519</c>.</summary>
    [JsonPropertyName("crv")]
    public string Crv { get; init => field = value ?? ""; } = "";

    /// <summary>The key id, which signatures name as <c>keyid</c>.</summary>
    [JsonPropertyName("kid")]
    public string Kid { get; init => field = value ?? ""; } = "";

    /// <summary>The x coordinate, or the Ed25519 public key: 32 bytes in base64url without padding.</summary>
    [JsonPropertyName("x")]
    public string X { get; init => field = value ?? ""; } = "";

    /// <summary>The y coordinate of an EC key: 32 bytes in base64url without padding.</summary>
    [JsonPropertyName("y")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Y { get; init; }

    /// <summary><c>ES256</c>, <c>EdDSA</c> or <c>Ed25519</c>, where it is given.</summary>
    [JsonPropertyName("alg")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Alg { get; init; }

    /// <summary><c>sig</c>, where it is given.</summary>
    [JsonPropertyName("use")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Use { get; init; }

    /// <summary>From when the key signs; null for from the beginning. No registered member of a JWK: readers that do not know it pass over it.</summary>
    [JsonPropertyName("notBefore")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>From when nothing that the key signs is good any longer; null for never.</summary>
    [JsonPropertyName("expiresAt")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the key is good at a time by <see cref="NotBefore"/> and <see cref="ExpiresAt"/>.</summary>
    public KeyValidity ValidityAt(DateTimeOffset time) =>
        time >= ExpiresAt ? KeyValidity.Expired
        : time < NotBefore ? KeyValidity.NotYetValid
        : KeyValidity.Valid;
}

/// <summary>Source-generated JSON of <see cref="JsonWebKey"/>.</summary>
[JsonSerializable(typeof(JsonWebKey))]
public sealed partial class JsonWebKeyContext : JsonSerializerContext;
