using System.Text.Json.Serialization;
using Relay.Functions.Partners;
using Relay.Signatures;

namespace Relay.Functions.PartnerKeys;

/// <summary>A key that a partner adds, or whose times it changes.</summary>
/// <param name="Key">The public key (JWK; EC P-256 or Ed25519). Its kid begins with the partner's name and a hyphen.</param>
/// <param name="NotBefore">From when it signs; at once when left out.</param>
/// <param name="ExpiresAt">From when it does not sign any longer; in the future. Never when left out.</param>
/// <param name="Proof">Shows that the partner holds the key.</param>
public sealed record PartnerKeyRequest(JsonWebKey? Key, DateTimeOffset? NotBefore, DateTimeOffset? ExpiresAt, PartnerKeyProof? Proof);

/// <summary>The new key's signature over six lines: relay-partner-key-1, the relay's authority, the partner, the kid, the thumbprint (RFC 7638), the time in Unix seconds.</summary>
/// <param name="At">The time that is signed, within five minutes of now.</param>
/// <param name="Signature">Base64url of 64 bytes.</param>
public sealed record PartnerKeyProof(DateTimeOffset? At, string? Signature);

/// <summary>A key as the relay has it.</summary>
/// <param name="Key">The public key, with notBefore and expiresAt.</param>
/// <param name="Thumbprint">SHA-256 of the key (RFC 7638), base64url.</param>
/// <param name="State">valid, not-yet-valid or expired.</param>
/// <param name="UsableInSeconds">In the answer to a change: after how many seconds every instance of the relay knows of it and the key's time has come.</param>
public sealed record PartnerKeyView(JsonWebKey Key, string Thumbprint, string State, int? UsableInSeconds = null)
{
    internal static PartnerKeyView Of(JsonWebKey key, DateTimeOffset now) => new(key, KeyThumbprint.Of(key), StateWord(key.ValidityAt(now)));

    private static string StateWord(KeyValidity validity) => validity switch
    {
        KeyValidity.Valid => "valid",
        KeyValidity.NotYetValid => "not-yet-valid",
        _ => "expired",
    };
}

/// <summary>The keys of a partner.</summary>
/// <param name="Keys">In the order in which they were added.</param>
/// <param name="SignedBy">The kid of the key that signed the question.</param>
/// <param name="Most">How many there may be.</param>
public sealed record PartnerKeyList(IReadOnlyList<PartnerKeyView> Keys, string SignedBy, int Most)
{
    internal static PartnerKeyList Of(PartnerRecord partner, string signedBy, DateTimeOffset now) =>
        new([.. partner.Keys.Select(key => PartnerKeyView.Of(key, now))], signedBy, PartnerSettingsCheck.MostKeys);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PartnerKeyRequest))]
[JsonSerializable(typeof(PartnerKeyView))]
[JsonSerializable(typeof(PartnerKeyList))]
internal sealed partial class PartnerKeyJson : JsonSerializerContext;
