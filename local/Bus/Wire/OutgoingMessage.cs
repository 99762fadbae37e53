using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Wire;

/// <summary>
/// Re-encodes a stored message for a receiver: header and annotations are the broker's, the rest is passed on as it came.
/// Only a message that expires is told its life in its properties, and application properties that a settlement changed
/// are merged.
/// </summary>
internal static class OutgoingMessage
{
    /// <summary>The new head of the message and the part of the stored bytes that follows it.</summary>
    public static (byte[] Head, ArraySegment<byte> Tail) Encode(byte[] stored, in DeliveredMessage message)
    {
        var sections = MessageSections.Scan(stored);
        var writer = new AmqpWriter();
        Header(writer, stored, sections, message);
        AnnotationMap(writer, stored, sections, message);
        var tail = sections.Immutable;
        if (message.ExpiresAt != long.MaxValue)
        {
            Lifetime.Write(writer, stored, sections.Properties, message.EnqueuedAt, message.ExpiresAt);
            tail = sections.AfterProperties;
        }
        if (message.Modified is { } modified)
        {
            writer.Raw(stored.AsSpan(tail, sections.AfterProperties - tail));
            ApplicationProperties.Merge(writer, stored, sections, modified);
            tail = sections.Body;
        }
        return (writer.ToArray(), new ArraySegment<byte>(stored, tail, stored.Length - tail));
    }

    /// <summary>The whole message in one array.</summary>
    public static byte[] EncodeWhole(byte[] stored, in DeliveredMessage message)
    {
        var (head, tail) = Encode(stored, message);
        var whole = new byte[head.Length + tail.Count];
        head.CopyTo(whole, 0);
        tail.AsSpan().CopyTo(whole.AsSpan(head.Length));
        return whole;
    }

    private static void Header(AmqpWriter writer, ReadOnlySpan<byte> stored, in MessageSections sections, in DeliveredMessage message)
    {
        var fields = new AmqpWriter();
        fields.Boolean(true);
        Priority(fields, stored, sections);
        if (message.ExpiresAt == long.MaxValue)
            fields.Null();
        else
            fields.UInt((uint)Math.Clamp(message.ExpiresAt - message.EnqueuedAt, 0, uint.MaxValue));
        fields.Null();
        fields.UInt((uint)message.DeliveryCount);
        writer.DescribedCompound(0x70, 0xD0, 5, fields.Written);
    }

    private static void Priority(AmqpWriter fields, ReadOnlySpan<byte> stored, in MessageSections sections)
    {
        if (sections.Header >= 0)
        {
            var (first, count) = AmqpScanner.Compound(stored, sections.Header);
            if (count > 1)
            {
                var priority = AmqpScanner.Skip(stored, first);
                fields.Raw(stored[priority..AmqpScanner.Skip(stored, priority)]);
                return;
            }
        }
        fields.Null();
    }

    private static void AnnotationMap(AmqpWriter writer, ReadOnlySpan<byte> stored, in MessageSections sections, in DeliveredMessage message)
    {
        var items = new AmqpWriter();
        var count = 0;
        if (sections.Annotations >= 0)
            count += CopyClientAnnotations(items, stored, sections.Annotations);
        items.Symbol(Annotations.EnqueuedTime);
        items.Timestamp(message.EnqueuedAt);
        items.Symbol(Annotations.SequenceNumber);
        items.Long(message.SequenceNumber);
        items.Symbol(Annotations.EnqueueSequenceNumber);
        items.Long(message.EnqueueSequenceNumber);
        items.Symbol(Annotations.MessageState);
        items.Int((int)message.State);
        count += 8;
        if (message.LockedUntil is { } until)
        {
            items.Symbol(Annotations.LockedUntil);
            items.Timestamp(until);
            count += 2;
        }
        if (message.DeadLetterSource is { } source)
        {
            items.Symbol(Annotations.DeadLetterSource);
            items.String(source);
            count += 2;
        }
        writer.DescribedCompound(0x72, 0xD1, count, items.Written);
    }

    private static int CopyClientAnnotations(AmqpWriter items, ReadOnlySpan<byte> stored, int map)
    {
        var (offset, remaining) = AmqpScanner.Compound(stored, map);
        var copied = 0;
        for (; remaining > 1; remaining -= 2)
        {
            var end = AmqpScanner.Skip(stored, AmqpScanner.Skip(stored, offset));
            if (!Annotations.IsBrokers(AmqpScanner.Bytes(stored, offset)))
            {
                items.Raw(stored[offset..end]);
                copied += 2;
            }
            offset = end;
        }
        return copied;
    }
}
