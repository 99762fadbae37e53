using System.Text.Json.Serialization;
using Relay.Signatures;

namespace Relay.Client.Accounts;

/// <summary>Where the agreement with a partner stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PartnerStatus>))]
public enum PartnerStatus
{
    /// <summary>It has asked to take part, and neither sends nor receives.</summary>
    [JsonStringEnumMemberName("requested")]
    Requested,

    /// <summary>It sends to and receives from partners that are in the sandbox too.</summary>
    [JsonStringEnumMemberName("sandbox")]
    Sandbox,

    /// <summary>It sends and receives.</summary>
    [JsonStringEnumMemberName("live")]
    Live,

    /// <summary>It may not, until an operator changes that.</summary>
    [JsonStringEnumMemberName("suspended")]
    Suspended,

    /// <summary>Over for good.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}

/// <summary>How a partner gets what is addressed to its users.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryMode>))]
public enum DeliveryMode
{
    /// <summary>The relay posts to its endpoint.</summary>
    [JsonStringEnumMemberName("push")]
    Push,

    /// <summary>It asks for it.</summary>
    [JsonStringEnumMemberName("pull")]
    Pull,
}

/// <summary>Mutual TLS on calls to a partner.</summary>
/// <param name="Certificate">The name of a certificate in the relay's settings.</param>
public sealed record PartnerMutualTls(string Certificate);

/// <summary>What the relay knows of a partner; an operator's to write.</summary>
public sealed record PartnerRecord
{
    /// <summary>Whether the partner may take part.</summary>
    public PartnerStatus Status { get; init; } = PartnerStatus.Live;

    /// <summary>Where the relay delivers to; may be null in mode <see cref="DeliveryMode.Pull"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Whether the relay delivers or the partner asks; null leaves it as it is.</summary>
    public DeliveryMode? Mode { get; init; }

    /// <summary>The keys that the partner signs with; a key id is unique in the whole relay, by convention <c>partner-number</c>. Null leaves them as they are, with those that the partner has added.</summary>
    public required IReadOnlyList<JsonWebKey>? Keys { get; init; }

    /// <summary>What the partner can do: <c>text</c>, <c>media</c>, ….</summary>
    public IReadOnlyList<string> Capabilities { get; init => field = value ?? []; } = [];

    /// <summary>The protocols of its users' messages: <c>signal</c>, <c>mls</c>; null for Signal alone.</summary>
    public IReadOnlyList<string>? Protocols { get; init; }

    /// <summary>What messages with other partners must not fall below; null for no floors.</summary>
    public IReadOnlyList<PartnerFloor>? Floors { get; init; }

    /// <summary>Trust roots of its sender certificates: at most 4 keys of 33 bytes, 0x05 and the Curve25519 key.</summary>
    public IReadOnlyList<byte[]> SenderCertificateRoots { get; init => field = value ?? []; } = [];

    /// <summary>Over how many lanes the partner's users are spread; 0 in an answer that does not say.</summary>
    public int Lanes { get; init; } = 4;

    /// <summary>Numbers of the relay's Service Bus namespaces over which the lanes are spread; null leaves them as they are, and takes all for a new partner.</summary>
    public IReadOnlyList<int>? Namespaces { get; init; }

    /// <summary>Where the relay posts receipts and events; null when the partner reads its receipts by itself.</summary>
    public Uri? EventsEndpoint { get; init; }

    /// <summary>The certificate that the relay presents to the partner's endpoints; null for none.</summary>
    public PartnerMutualTls? MutualTls { get; init; }

    /// <summary>Roots in PEM that the certificates of the partner's endpoints must come from, at most 2; null for the public authorities.</summary>
    public IReadOnlyList<string>? EndpointTrust { get; init; }
}
