using Azure;
using Relay.Functions.Accept.Protocols;
using Relay.Functions.Agreements;
using Relay.Functions.Deliver;
using Relay.Functions.Queue;
using Relay.Signatures;

namespace Relay.Functions.Partners;

/// <summary>Where the agreement with a partner stands.</summary>
public enum PartnerStatus
{
    /// <summary>It has asked to take part: it reads its own agreement, and neither sends nor receives.</summary>
    Requested,

    /// <summary>It tries things out: it sends to and receives from partners that are in the sandbox too.</summary>
    Sandbox,

    /// <summary>Sends and receives.</summary>
    Live,

    /// <summary>Refused at the door; what is addressed to it waits until it is live again or its time to live ends.</summary>
    Suspended,

    /// <summary>Over for good: refused at the door, and nothing is accepted for it.</summary>
    Ended,
}

/// <summary>How a partner gets what is addressed to its users.</summary>
public enum DeliveryMode
{
    /// <summary>The relay posts to its endpoint.</summary>
    Push,

    /// <summary>It asks for it (<c>GET /v1/inbox</c>).</summary>
    Pull,
}

/// <summary>A messaging provider, as an operator has set it.</summary>
/// <param name="Name">Lower-case letters, digits and hyphens, 2 to 32, beginning with a letter.</param>
/// <param name="Status">Whether it takes part.</param>
/// <param name="Endpoint">Where deliveries are posted; null where they are only asked for.</param>
/// <param name="Keys">Public keys that its requests are signed with; several for a change with overlap.</param>
/// <param name="Capabilities">What it can receive; lower-case words.</param>
/// <param name="Lanes">Lanes of order for its users, 1 to 512.</param>
public sealed record PartnerRecord(
    string Name, PartnerStatus Status, Uri? Endpoint, IReadOnlyList<JsonWebKey> Keys, IReadOnlyList<string> Capabilities, int Lanes)
{
    /// <summary>The epoch of a new partner.</summary>
    public const int FirstEpoch = 1;

    /// <summary>Where the lanes of a partner lie for which nothing else is said.</summary>
    public static readonly IReadOnlyList<int> FirstNamespace = [0];

    /// <summary>The protocols of a partner for which none are named.</summary>
    public static readonly IReadOnlyList<string> DefaultProtocols = [SignalProtocol.Word];

    /// <summary>Push or pull.</summary>
    public DeliveryMode Mode { get; init; }

    /// <summary>Numbers of the Service Bus namespaces over which its lanes are spread, in order.</summary>
    public IReadOnlyList<int> Namespaces { get; init; } = FirstNamespace;

    /// <summary>Rises with each change of <see cref="Lanes"/> or <see cref="Namespaces"/>; its lanes open when those of the epoch before are empty.</summary>
    public int Epoch { get; init; } = FirstEpoch;

    /// <summary>The number of lanes of the epoch before; 0 in the first.</summary>
    public int PreviousLanes { get; init; }

    /// <summary>The namespaces of the epoch before.</summary>
    public IReadOnlyList<int> PreviousNamespaces { get; init; } = FirstNamespace;

    /// <summary>The lanes of this epoch.</summary>
    public EpochLanes PresentLanes => new(Name, Epoch, Lanes, Namespaces);

    /// <summary>The lanes of the epoch before.</summary>
    public EpochLanes FormerLanes => new(Name, Epoch - 1, PreviousLanes, PreviousNamespaces);

    /// <summary>When the epoch began.</summary>
    public DateTimeOffset EpochSince { get; init; }

    /// <summary>Where receipts and events are posted; null when the partner reads them by itself.</summary>
    public Uri? Events { get; init; }

    /// <summary>The territories that its agreement names (two capital letters each); none for everywhere.</summary>
    public IReadOnlyList<string> Territories { get; init; } = [];

    /// <summary>The protocols that its users' messages may be in (<see cref="ProtocolShapes"/>).</summary>
    public IReadOnlyList<string> Protocols { get; init; } = DefaultProtocols;

    /// <summary>What it asks for in other partners' messages and in its own to them.</summary>
    public IReadOnlyList<PartnerFloor> Floors { get; init; } = [];

    /// <summary>What it asks for in messages to and from another partner: what it says of that one, or else of all; null when it says nothing.</summary>
    public PartnerFloor? FloorFor(string partner)
    {
        PartnerFloor? general = null;
        for (var i = 0; i < Floors.Count; i++)
        {
            if (Floors[i].Partner == partner)
                return Floors[i];
            if (Floors[i].Partner == PartnerFloor.AllPartners)
                general = Floors[i];
        }

        return general;
    }

    /// <summary>Trust roots under which it certifies its users as senders of sealed messages; 33 bytes each.</summary>
    public IReadOnlyList<byte[]> SenderCertificateRoots { get; init; } = [];

    /// <summary>What relay and partner show one another beyond TLS with public authorities; null for nothing.</summary>
    public EndpointTls? Tls { get; init; }

    /// <summary>The version of the row that this was read from; default for one that is not stored. A write with it fails when another came first.</summary>
    public ETag Version { get; init; }

    /// <summary>Whether a key of its may sign at a time. A key that it does not have has expired.</summary>
    public KeyValidity KeyValidityAt(string keyId, DateTimeOffset time)
    {
        for (var i = 0; i < Keys.Count; i++)
        {
            if (Keys[i].Kid == keyId)
                return Keys[i].ValidityAt(time);
        }

        return KeyValidity.Expired;
    }

    /// <summary>What is agreed with it beyond that, and how it came to be.</summary>
    public AgreementRecord Agreement { get; init; } = AgreementRecord.None;

    /// <summary>Whom it has to do with; while it is suspended, as before.</summary>
    public PartnerWorld World => PartnerWorlds.Of(Status == PartnerStatus.Suspended ? Agreement.SuspendedFrom : Status);

    /// <summary>The keys ready for use, by key id.</summary>
    internal IReadOnlyDictionary<string, VerificationKey> VerificationKeys { get; } =
        Keys.Select(VerificationKey.FromJwk).ToDictionary(key => key.KeyId, StringComparer.Ordinal);
}
