using Azure;
using Relay.Functions.Queue;

namespace Relay.Functions.Held;

/// <summary>What the table knows of something that is held. It names no user; tags under a key of this table stand for them.</summary>
/// <param name="Partner">The recipient's provider; <see cref="HeldKeys.UnreadablePartition"/> for a message that cannot be read.</param>
/// <param name="Key">Names it within the partner; keys sort by the time of holding.</param>
public sealed record HeldRecord(string Partner, string Key)
{
    /// <summary>Why it is held.</summary>
    public HeldReason Reason { get; init; }

    /// <summary>Since when; whole milliseconds.</summary>
    public DateTimeOffset HeldAt { get; init; }

    /// <summary>The bytes of the envelope, or of the whole message that cannot be read.</summary>
    public long Bytes { get; init; }

    /// <summary>How often it was tried before it was held.</summary>
    public int Attempts { get; init; }

    /// <summary>How often an operator has sent it again before it was held anew.</summary>
    public int Replays { get; init; }

    /// <summary>Whether the recipient's provider may have it already.</summary>
    public bool InDoubt { get; init; }

    /// <summary>The partner that sent it; empty for what cannot be read.</summary>
    public string Sender { get; init; } = "";

    /// <summary>The envelope's id; null for what cannot be read.</summary>
    public Guid? Id { get; init; }

    /// <summary>How it wants to travel.</summary>
    public EnvelopeClass Class { get; init; }

    /// <summary>The lane that it was in when it was held; its epoch may have ended since.</summary>
    public string Lane { get; init; } = "";

    /// <summary>When it was accepted; null for what cannot be read.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>When its time to live ends; null for what cannot be read, which stays until an operator removes it.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The queue that a message which cannot be read came from; null for an envelope.</summary>
    public string? Queue { get; init; }

    /// <summary>That message's number in the queue.</summary>
    public long? SequenceNumber { get; init; }

    /// <summary>SHA-256 of that message in lower-case hexadecimal.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Stands for the user that sent it (<see cref="People.UserTags"/>); null for what cannot be read.</summary>
    public string? FromTag { get; init; }

    /// <summary>Stands for the user that it is for; null for what cannot be read.</summary>
    public string? ToTag { get; init; }

    /// <summary>Of the row as it was read.</summary>
    public ETag ETag { get; init; }
}
