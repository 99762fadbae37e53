using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Engine;

/// <summary>What a message waits for.</summary>
internal enum MessagePhase
{
    /// <summary>A commit; until then nobody can see or settle it.</summary>
    Committing,

    /// <summary>A receiver, a request by sequence number, or its time: see the entry's place.</summary>
    Waiting,

    /// <summary>A settlement, or the end of the lock.</summary>
    Locked,

    /// <summary>Nothing: it is settled for good.</summary>
    Gone,
}

/// <summary>
/// One message of a queue that is handled just now, set aside, or new: its bytes are in the store, or in the cache while there
/// is room. Waiting messages that are not in the cache have only a <see cref="WaitingSlot"/>.
/// </summary>
internal sealed class MessageEntry
{
    public required int Queue { get; init; }

    public required long SequenceNumber { get; set; }

    /// <summary>Unix milliseconds; <see cref="long.MaxValue"/> means never.</summary>
    public required long ExpiresAt { get; set; }

    public required int Size { get; init; }

    public Session? Session { get; set; }

    public MessagePlace Place { get; set; }

    public MessagePhase Phase { get; set; }

    /// <summary>A row of state exists in the store.</summary>
    public bool HasState { get; set; }

    /// <summary>The values below are known; if not, they are read with the message's bytes.</summary>
    public bool Known { get; set; }

    public long EnqueueSequenceNumber { get; set; }

    public long EnqueuedAt { get; set; }

    public long ScheduledAt { get; set; }

    public int DeliveryCount { get; set; }

    public byte[]? Modified { get; set; }

    public byte[]? Cached { get; set; }

    public Guid LockToken { get; set; }

    public long LockedUntil { get; set; }

    public Consumer? Holder { get; set; }

    /// <summary>The holder's <see cref="Consumer.Asks"/> when the message was handed to it.</summary>
    public long HandedAtAsk { get; set; }

    public LinkedListNode<MessageEntry>? LockNode { get; set; }

    /// <summary>The key of its rows in the store.</summary>
    public long Key => MessageKey.Of(Queue, SequenceNumber);

    public bool IsDeferred => Place is MessagePlace.Deferred or MessagePlace.DeadLetteredDeferred;

    /// <summary>Takes over what is stored of the message.</summary>
    public void Learn(StoredMessage stored)
    {
        Known = true;
        EnqueueSequenceNumber = stored.State?.EnqueueSequenceNumber ?? SequenceNumber;
        EnqueuedAt = stored.State?.EnqueuedAt ?? stored.EnqueuedAt;
        ScheduledAt = stored.State?.ScheduledAt ?? 0;
        DeliveryCount = stored.State?.DeliveryCount ?? 0;
        Modified = stored.State?.Modified;
    }

    public MessageState Snapshot() => new(Place, EnqueueSequenceNumber, EnqueuedAt, ExpiresAt, ScheduledAt, DeliveryCount, Modified);
}

/// <summary>Orders messages by sequence number.</summary>
internal sealed class BySequence : IComparer<MessageEntry>
{
    public static readonly BySequence Instance = new();

    public int Compare(MessageEntry? x, MessageEntry? y) => x!.SequenceNumber.CompareTo(y!.SequenceNumber);
}

/// <summary>Orders scheduled messages by time, then by sequence number.</summary>
internal sealed class BySchedule : IComparer<MessageEntry>
{
    public static readonly BySchedule Instance = new();

    public int Compare(MessageEntry? x, MessageEntry? y) =>
        x!.ScheduledAt != y!.ScheduledAt ? x.ScheduledAt.CompareTo(y.ScheduledAt) : x.SequenceNumber.CompareTo(y.SequenceNumber);
}
