namespace Relay.Local.Bus.Compliance.Clients;

/// <summary>The kinds of body an AMQP message can have.</summary>
internal enum BodyKind
{
    Binary,

    /// <summary>One value: a text.</summary>
    Value,

    /// <summary>One sequence of texts.</summary>
    Sequence,
}

/// <summary>What both clients let an application set on a message.</summary>
internal abstract record Message
{
    /// <summary>The bytes; for a value or a sequence, its text or its texts joined with a bar, as UTF-8.</summary>
    public byte[] Body { get; init; } = [];

    public BodyKind BodyKind { get; init; }

    public string? MessageId { get; init; }

    public string? SessionId { get; init; }

    public string? PartitionKey { get; init; }

    public string? CorrelationId { get; init; }

    public string? Subject { get; init; }

    public string? To { get; init; }

    public string? ReplyTo { get; init; }

    public string? ReplyToSessionId { get; init; }

    public string? ContentType { get; init; }

    public TimeSpan? TimeToLive { get; init; }

    public DateTimeOffset? ScheduledEnqueueTime { get; init; }

    /// <summary>Application properties: text, whole numbers, doubles, truth values, times (UTC) or null.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();

    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}

/// <summary>A message to send.</summary>
internal sealed record OutgoingMessage : Message
{
    public static OutgoingMessage Of(string text, string? session = null) =>
        new() { Body = System.Text.Encoding.UTF8.GetBytes(text), SessionId = session };
}

/// <summary>The state annotation of a message.</summary>
internal enum MessageState
{
    Active,
    Deferred,
    Scheduled,
}

/// <summary>A message as a client presents it.</summary>
internal sealed record IncomingMessage : Message
{
    /// <summary>The client's own object, which settlement needs.</summary>
    public required object Handle { get; init; }

    public required long SequenceNumber { get; init; }

    public required long EnqueuedSequenceNumber { get; init; }

    public required DateTimeOffset EnqueuedTime { get; init; }

    public required DateTimeOffset? LockedUntil { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>1 for the first delivery.</summary>
    public required int DeliveryCount { get; init; }

    public required MessageState State { get; init; }

    public string? DeadLetterReason { get; init; }

    public string? DeadLetterDescription { get; init; }

    public string? DeadLetterSource { get; init; }
}
