namespace Relay.Local.Bus.Wire;

/// <summary>Message annotations of the Service Bus protocol.</summary>
internal static class Annotations
{
    public static ReadOnlySpan<byte> EnqueuedTime => "x-opt-enqueued-time"u8;

    public static ReadOnlySpan<byte> SequenceNumber => "x-opt-sequence-number"u8;

    public static ReadOnlySpan<byte> EnqueueSequenceNumber => "x-opt-enqueue-sequence-number"u8;

    public static ReadOnlySpan<byte> LockedUntil => "x-opt-locked-until"u8;

    public static ReadOnlySpan<byte> DeadLetterSource => "x-opt-deadletter-source"u8;

    public static ReadOnlySpan<byte> MessageState => "x-opt-message-state"u8;

    public static ReadOnlySpan<byte> ScheduledEnqueueTime => "x-opt-scheduled-enqueue-time"u8;

    /// <summary>The integer value of an annotation, or null.</summary>
    public static long? Find(ReadOnlySpan<byte> data, int map, ReadOnlySpan<byte> key)
    {
        var (offset, count) = AmqpScanner.Compound(data, map);
        for (; count > 1; count -= 2)
        {
            var value = AmqpScanner.Skip(data, offset);
            if (AmqpScanner.Bytes(data, offset).SequenceEqual(key))
                return AmqpScanner.Integer(data, value);
            offset = AmqpScanner.Skip(data, value);
        }
        return null;
    }

    /// <summary>True for the annotations that only the broker may set.</summary>
    public static bool IsBrokers(ReadOnlySpan<byte> key) =>
        key.SequenceEqual(EnqueuedTime) || key.SequenceEqual(SequenceNumber) || key.SequenceEqual(EnqueueSequenceNumber)
        || key.SequenceEqual(LockedUntil) || key.SequenceEqual(DeadLetterSource) || key.SequenceEqual(MessageState);
}
