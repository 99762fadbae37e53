using System.Globalization;
using System.Text;

namespace Relay.Local.Bus.Wire;

/// <summary>What the broker needs to know of a sent message, beside its bytes.</summary>
internal sealed class IncomingMessage
{
    /// <summary>The whole encoded message as the client sent it (with a message id filled in where there was none).</summary>
    public required byte[] Encoded { get; init; }

    public required string MessageId { get; init; }

    public string? SessionId { get; init; }

    /// <summary>The sender's time to live in milliseconds.</summary>
    public long? TimeToLiveMilliseconds { get; init; }

    /// <summary>Unix milliseconds; null when the message is to be seen at once.</summary>
    public long? ScheduledAt { get; init; }

    /// <exception cref="AmqpFormatException">The bytes are not a message.</exception>
    public static IncomingMessage Parse(byte[] encoded)
    {
        ReadOnlySpan<byte> data = encoded;
        var sections = MessageSections.Scan(data);
        MessageShape.Check(data, sections);
        var id = sections.Properties < 0 ? null : Identifier(data, Field(data, sections.Properties, 0));
        if (string.IsNullOrEmpty(id))
        {
            id = Guid.NewGuid().ToString("N");
            encoded = WithMessageId(encoded, sections, id);
        }
        return new IncomingMessage
        {
            Encoded = encoded,
            MessageId = id,
            SessionId = sections.Properties < 0 || Field(data, sections.Properties, 10) is not (>= 0 and var group)
                ? null
                : AmqpScanner.Text(data, group),
            TimeToLiveMilliseconds = Lifetime.Find(data, sections.Properties)
                ?? (sections.Header < 0 || Field(data, sections.Header, 2) is not (>= 0 and var ttl) ? null : AmqpScanner.Integer(data, ttl)),
            ScheduledAt = sections.Annotations < 0 ? null : Annotations.Find(data, sections.Annotations, Annotations.ScheduledEnqueueTime),
        };
    }

    /// <summary>The offset of a field of a list, or -1 when the list is shorter.</summary>
    private static int Field(ReadOnlySpan<byte> data, int list, int index)
    {
        var (offset, count) = AmqpScanner.Compound(data, list);
        if (index >= count)
            return -1;
        for (; index > 0; index--)
            offset = AmqpScanner.Skip(data, offset);
        return offset;
    }

    private static string? Identifier(ReadOnlySpan<byte> data, int offset)
    {
        if (offset < 0)
            return null;
        return AmqpScanner.At(data, offset) switch
        {
            AmqpScanner.Null => null,
            0x98 => new Guid(data[(offset + 1)..AmqpScanner.Skip(data, offset)], bigEndian: true).ToString(),
            0xA0 or 0xB0 => Convert.ToHexString(AmqpScanner.Bytes(data, offset)),
            0xA1 or 0xB1 => Encoding.UTF8.GetString(AmqpScanner.Bytes(data, offset)),
            _ => AmqpScanner.Integer(data, offset)?.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static byte[] WithMessageId(byte[] encoded, in MessageSections sections, string id)
    {
        ReadOnlySpan<byte> data = encoded;
        var fields = new AmqpWriter();
        fields.String(id);
        var count = 1;
        if (sections.Properties >= 0)
        {
            var (first, existing) = AmqpScanner.Compound(data, sections.Properties);
            if (existing > 0)
            {
                fields.Raw(data[AmqpScanner.Skip(data, first)..AmqpScanner.Skip(data, sections.Properties)]);
                count = existing;
            }
        }
        var message = new AmqpWriter();
        message.Raw(data[..sections.Immutable]);
        message.DescribedCompound(0x73, 0xD0, count, fields.Written);
        message.Raw(data[sections.AfterProperties..]);
        return message.ToArray();
    }
}
