using System.Text.Json.Serialization;
using Relay.Signatures;

namespace Relay.Functions.Partners;

/// <summary>A partner as an operator sets it.</summary>
/// <param name="Status">requested, sandbox, live, suspended or ended.</param>
/// <param name="Endpoint">Where the relay posts deliveries: https, on a public address. May be left out in mode pull.</param>
/// <param name="Keys">1 to 8 public keys (JWK; EC P-256 or Ed25519), each with a kid that no other partner has, and where wanted notBefore and expiresAt. Left out later: unchanged, with what the partner has added by itself.</param>
/// <param name="Capabilities">What the partner can receive, such as text or media; at most 32 lower-case words.</param>
/// <param name="Lanes">Lanes of order for its users: a few for a small partner, hundreds for a giant. 1 to 512, 4 when left out at first, later unchanged. A change loses and reorders nothing; it is in force when the old lanes are empty.</param>
/// <param name="Mode">push (when left out at first, later unchanged): deliveries are posted to the endpoint; pull: the partner asks at <c>GET /v1/inbox</c>.</param>
/// <param name="Territories">Where both users of a conversation must be: two capital letters each (ISO 3166-1), at most 256. Left out or empty: everywhere.</param>
/// <param name="EventsEndpoint">Where the relay posts receipts and events, under the rules of <paramref name="Endpoint"/>; left out, the partner reads its receipts by itself.</param>
/// <param name="Protocols">The protocols of its users' messages, signal and mls; signal when left out. A message passes when both partners have its protocol.</param>
/// <param name="Floors">What messages with other partners must not fall below, at most 64, each partner once; none when left out.</param>
/// <param name="SenderCertificateRoots">Trust roots under which the partner certifies its users as senders of sealed messages: at most 4, each base64 of 33 bytes, 0x05 and a Curve25519 key. Left out or empty: none.</param>
public sealed record PartnerSettings(
    string? Status, string? Endpoint, IReadOnlyList<JsonWebKey>? Keys, IReadOnlyList<string>? Capabilities, int? Lanes, string? Mode = null, string? EventsEndpoint = null,
    IReadOnlyList<string>? Territories = null, IReadOnlyList<string>? Protocols = null, IReadOnlyList<PartnerFloor>? Floors = null,
    IReadOnlyList<byte[]>? SenderCertificateRoots = null)
{
    /// <summary>Numbers of the relay's Service Bus namespaces over which the lanes are spread. All of them when left out at first, later unchanged. A change is one of <see cref="Lanes"/>.</summary>
    public IReadOnlyList<int>? Namespaces { get; init; }

    /// <summary>The certificate that the relay presents to the partner's endpoints; none when left out.</summary>
    public PartnerMutualTls? MutualTls { get; init; }

    /// <summary>Roots that the certificates of the partner's endpoints must come from, in place of the public authorities: at most 2, each a self-signed certificate in PEM. Left out or empty: the public authorities.</summary>
    public IReadOnlyList<string>? EndpointTrust { get; init; }
}

/// <summary>Mutual TLS on calls to a partner.</summary>
/// <param name="Certificate">The name of a certificate in the relay's settings.</param>
public sealed record PartnerMutualTls(string? Certificate);

/// <summary>A partner as the relay has it.</summary>
/// <param name="Partner">Its name.</param>
/// <param name="Status">requested, sandbox, live, suspended or ended.</param>
/// <param name="Endpoint">Where the relay posts deliveries.</param>
/// <param name="Keys">Its public keys.</param>
/// <param name="Capabilities">What it can receive.</param>
/// <param name="Lanes">Its lanes of order.</param>
/// <param name="Mode">push or pull.</param>
/// <param name="Epoch">How often its lanes, or where they lie, have been changed, from 1.</param>
/// <param name="EventsEndpoint">Where the relay posts receipts and events.</param>
/// <param name="Territories">Where both users of a conversation must be; none for everywhere.</param>
/// <param name="Protocols">The protocols of its users' messages.</param>
/// <param name="Floors">What messages with other partners must not fall below.</param>
/// <param name="SenderCertificateRoots">Trust roots under which it certifies senders.</param>
public sealed record PartnerView(
    string Partner, string Status, string? Endpoint, IReadOnlyList<JsonWebKey> Keys, IReadOnlyList<string> Capabilities, int Lanes, string Mode, int Epoch, string? EventsEndpoint,
    IReadOnlyList<string> Territories, IReadOnlyList<string> Protocols, IReadOnlyList<PartnerFloor> Floors, IReadOnlyList<byte[]> SenderCertificateRoots)
{
    /// <summary>Numbers of the Service Bus namespaces over which its lanes are spread.</summary>
    public required IReadOnlyList<int> Namespaces { get; init; }

    /// <summary>The certificate that the relay presents to its endpoints.</summary>
    public PartnerMutualTls? MutualTls { get; init; }

    /// <summary>Roots that the certificates of its endpoints must come from; left out for the public authorities.</summary>
    public IReadOnlyList<string>? EndpointTrust { get; init; }

    internal static PartnerView Of(PartnerRecord record) => new(
        record.Name,
        record.Status.ToString().ToLowerInvariant(),
        record.Endpoint?.AbsoluteUri,
        record.Keys,
        record.Capabilities,
        record.Lanes,
        record.Mode.ToString().ToLowerInvariant(),
        record.Epoch,
        record.Events?.AbsoluteUri,
        record.Territories,
        record.Protocols,
        record.Floors,
        record.SenderCertificateRoots)
    {
        Namespaces = record.Namespaces,
        MutualTls = record.Tls?.Certificate is { } certificate ? new PartnerMutualTls(certificate) : null,
        EndpointTrust = record.Tls is { Roots.Count: > 0 } tls ? tls.Roots : null,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PartnerSettings))]
[JsonSerializable(typeof(PartnerView))]
internal sealed partial class PartnerJson : JsonSerializerContext;
