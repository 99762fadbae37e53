using Relay.Client.Envelopes;
using Relay.Signatures.Groups;

namespace Relay.Client.Groups;

/// <summary>One message for several recipients. Each gets an envelope of its own, whose id follows from the message's id and the recipient.</summary>
public sealed record OutgoingGroupMessage
{
    /// <summary>The most recipients of one message.</summary>
    public const int MostRecipients = 1024;

    /// <summary>A UUIDv7 within 24 hours of now, unique among the partner's. Whoever sends the message once more keeps it: then each envelope arrives once.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The message, which all its envelopes share.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The sender; its partner must be the one that signs.</summary>
    public required UserAddress From { get; init; }

    /// <summary>How it travels.</summary>
    public DeliveryClass Class { get; init; }

    /// <summary>For how long the relay tries to deliver it, in seconds: 1 to 2,592,000 (30 days).</summary>
    public int TimeToLiveSeconds { get; init; } = 604_800;

    /// <summary>What it is: <see cref="CiphertextType.Sealed"/>, or 17 or 18 for an MLS message.</summary>
    public CiphertextType Type { get; init; } = CiphertextType.Sealed;

    /// <summary>1 to 1024, each once; of a sealed message those that it names, in its order, without those that it leaves out.</summary>
    public required IReadOnlyList<UserAddress> Recipients { get; init; }

    /// <summary>The message as it is sent: sealed for all recipients (libsignal's <c>sealedSenderMultiRecipientEncrypt</c>), or an MLSMessage.</summary>
    public required ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>The id of a recipient's envelope, under which its state and receipts are told.</summary>
    public Guid EnvelopeId(UserAddress recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return ChildIds.Of(Id, recipient.Partner, recipient.User);
    }
}
