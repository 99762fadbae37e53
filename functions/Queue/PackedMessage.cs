using Relay.Functions.People;

namespace Relay.Functions.Queue;

/// <summary>What a queue message of the relay can be.</summary>
public enum PackedKind : byte
{
    /// <summary>Envelopes of one sending partner for one lane.</summary>
    Envelopes = 0,

    /// <summary>A claim check: the packed message itself lies in Blob storage under the name in the body.</summary>
    Claim = 1,

    /// <summary>A lane's own alarm: its parked messages are to be tried again. The number is the lane's.</summary>
    Drain = 2,

    /// <summary>The breaker's alarm: this lane's first parked message is the probe. The number is the breaker's.</summary>
    Probe = 3,

    /// <summary>The last message of a lane whose epoch has ended. The number is the epoch that waits for it.</summary>
    Fence = 4,
}

/// <summary>The head of a packed message.</summary>
/// <param name="Kind">What follows.</param>
/// <param name="Lane">Where it goes.</param>
/// <param name="Sender">The partner whose request it came from; empty for an alarm.</param>
/// <param name="AcceptedAt">When the request was accepted; whole milliseconds.</param>
/// <param name="Batch">The batch's id towards the recipient's provider: constant over retries of the same content.</param>
/// <param name="Number">For alarms and fences: what they stand for. An alarm of an earlier number is stale.</param>
public readonly record struct PackedHead(PackedKind Kind, Lane Lane, string Sender, DateTimeOffset AcceptedAt, string Batch, long Number)
{
    /// <summary>Whether the recipient's provider may have it already: it was posted or handed out, and no clear answer came back.</summary>
    public bool InDoubt { get; init; }

    /// <summary>
    /// Whether nobody can vouch that it was not posted before, by an instance that has died since. It counts where an envelope ends by
    /// itself, and not against a verdict of the recipient's provider.
    /// </summary>
    public bool Unseen { get; init; }

    /// <summary>Whether it was held and an operator sent it again.</summary>
    public bool Replayed { get; init; }

    /// <summary>
    /// Whether a shared part stands in it, or in what it claims: then it is of version 3. Others stay of version 2, so that instances of
    /// the release before read them while a new one is rolled out.
    /// </summary>
    public bool Shares { get; init; }
}

/// <summary>One ciphertext for one device.</summary>
/// <param name="Device">1 to 127.</param>
/// <param name="RegistrationId">1 to 0x3FFF.</param>
/// <param name="Type">Signal-Server's Envelope.Type.</param>
/// <param name="Content">The ciphertext, or what of it is this device's own.</param>
/// <param name="Shared">What follows <paramref name="Content"/> in the ciphertext and is the same for others too; empty when nothing is.</param>
public readonly record struct PackedCiphertext(byte Device, ushort RegistrationId, byte Type, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Shared = default)
{
    /// <summary>Bytes of the whole ciphertext.</summary>
    public int Length => Content.Length + Shared.Length;
}

/// <summary>A part of ciphertexts that several envelopes have in common; it stands once in a packed message.</summary>
/// <param name="digest">Its SHA-256: envelopes name it by this, so that their bytes say what they are in any company.</param>
/// <param name="bytes">The part.</param>
public sealed class PackedShared(ReadOnlyMemory<byte> digest, ReadOnlyMemory<byte> bytes)
{
    /// <summary>The length of a digest.</summary>
    public const int DigestLength = 32;

    /// <summary>SHA-256 of <see cref="Bytes"/>, as the packed message states it.</summary>
    public ReadOnlyMemory<byte> Digest { get; } = digest;

    /// <summary>The part.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;
}

/// <summary>One envelope as the queue carries it.</summary>
/// <param name="Id">Unique per sending partner.</param>
/// <param name="MessageId">Shared by the envelopes of one message.</param>
/// <param name="FromUser">The sender's user, at the head's sending partner.</param>
/// <param name="ToUser">The recipient, at the lane's partner.</param>
/// <param name="TimeToLive">From acceptance; whole seconds.</param>
/// <param name="Ciphertexts">One for each addressed device.</param>
public sealed record PackedEnvelope(
    Guid Id, Guid MessageId, string FromUser, string ToUser, TimeSpan TimeToLive, IReadOnlyList<PackedCiphertext> Ciphertexts)
{
    /// <summary>Where the recipient's app is to file it; known at delivery, not packed.</summary>
    public InboxPreference Inbox { get; init; }

    /// <summary>
    /// The bytes of this envelope as they stand in the packed message, to be packed again unchanged. They name the shared part by its
    /// digest, so that they tell contents apart without it.
    /// </summary>
    public ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>What its ciphertexts have in common with those of others; it goes along wherever the envelope is packed again.</summary>
    public PackedShared? Shared { get; init; }

    /// <summary>Bytes that it takes when it is packed alone, about.</summary>
    public int Length => Encoded.Length + (Shared?.Bytes.Length ?? 0);
}
