namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>What is known of one message over all lives of the broker.</summary>
internal sealed class MessageRecord(SentMessage sent, DateTimeOffset requestedAt, int life, long floor)
{
    public SentMessage Sent => sent;

    /// <summary>When the first attempt to send it began.</summary>
    public DateTimeOffset RequestedAt => requestedAt;

    /// <summary>The life of the broker in which it was first sent.</summary>
    public int SentInLife => life;

    /// <summary>The highest number that was known when it was first sent.</summary>
    public long Floor => floor;

    /// <summary>Its place among the messages of its session; null where order is not promised (no session, or scheduled).</summary>
    public int? Order { get; init; }

    /// <summary>Those sent with it in one request.</summary>
    public required IReadOnlyList<SentMessage> Batch { get; init; }

    public Places Possible { get; set; } = Places.Nowhere;

    public bool Seen => SequenceNumber is not null;

    public long? SequenceNumber { get; set; }

    /// <summary>The number it was given when it was taken in; that of a scheduled message is answered to its sender.</summary>
    public long? EnqueuedSequenceNumber { get; set; }

    public DateTimeOffset EnqueuedAt { get; set; }

    public int AbandonsRequested { get; set; }

    public int AbandonsAcknowledged { get; set; }

    public int LastDeliveryCount { get; set; }

    public Register Note { get; } = new();

    /// <summary>The reason of the last request to dead-letter it.</summary>
    public string? Reason { get; set; }

    /// <summary>The request that has no answer yet.</summary>
    public SettleRequest? Pending { get; set; }

    public int SeenInLife { get; set; } = -1;

    /// <summary>A receiver holds it.</summary>
    public bool Locked { get; set; }

    /// <summary>Everything that happened to it, for the words of a fault.</summary>
    public List<string> Story { get; } = [];

    /// <summary>Its place is certain, and it is not gone.</summary>
    public bool IsThere => (Possible & (Places.Nowhere | Places.Gone)) == 0;

    public override string ToString() => $"{sent.Id}{(sent.Session is null ? "" : $" of {sent.Session}")} (number {SequenceNumber?.ToString() ?? "?"})";
}
