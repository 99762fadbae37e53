using System.Buffers.Binary;
using System.Text;

namespace Relay.Local.Bus.Wire;

/// <summary>Raised for bytes that are not valid AMQP 1.0; the sender gets <c>amqp:decode-error</c>.</summary>
internal sealed class AmqpFormatException(string message) : Exception(message);

/// <summary>
/// Walks over encoded AMQP 1.0 values without decoding them (OASIS AMQP 1.0, part 1, section 1.2: the high nibble of the
/// format code gives the width of what follows).
/// </summary>
internal static class AmqpScanner
{
    public const byte Described = 0x00;
    public const byte Null = 0x40;

    /// <summary>The offset just behind the value that starts at <paramref name="offset"/>.</summary>
    public static int Skip(ReadOnlySpan<byte> data, int offset)
    {
        var code = At(data, offset++);
        if (code != Described)
            return SkipValue(data, offset, code);
        // A descriptor and a value follow, and each may be described again: counted, because what a client may nest the
        // stack must not.
        for (var left = 2; left > 0;)
        {
            code = At(data, offset++);
            if (code == Described)
            {
                left++;
                continue;
            }
            offset = SkipValue(data, offset, code);
            left--;
        }
        return offset;
    }

    /// <summary>The offset just behind the value whose format code, which is not <see cref="Described"/>, lies before <paramref name="offset"/>.</summary>
    public static int SkipValue(ReadOnlySpan<byte> data, int offset, byte code)
    {
        var end = (code >> 4) switch
        {
            0x4 => offset,
            0x5 => offset + 1,
            0x6 => offset + 2,
            0x7 => offset + 4,
            0x8 => offset + 8,
            0x9 => offset + 16,
            0xA or 0xC or 0xE => offset + 1 + At(data, offset),
            0xB or 0xD or 0xF => Long(data, offset),
            _ => throw new AmqpFormatException($"Format code 0x{code:X2} is unknown."),
        };
        if (end > data.Length)
            throw new AmqpFormatException("A value runs past the end of the message.");
        return end;
    }

    /// <summary>Reads the head of a list: the offset of its first item and the number of items.</summary>
    public static (int First, int Count) List(ReadOnlySpan<byte> data, int offset) =>
        At(data, offset) is 0x45 or 0xC0 or 0xD0
            ? Compound(data, offset)
            : throw new AmqpFormatException($"Format code 0x{data[offset]:X2} is not a list.");

    /// <summary>Reads the head of a map: the offset of its first key and the number of keys and values.</summary>
    public static (int First, int Count) Map(ReadOnlySpan<byte> data, int offset) =>
        At(data, offset) is 0xC1 or 0xD1
            ? Compound(data, offset)
            : throw new AmqpFormatException($"Format code 0x{data[offset]:X2} is not a map.");

    /// <summary>Reads the head of a list or map: the offset of its first item and the number of items.</summary>
    public static (int First, int Count) Compound(ReadOnlySpan<byte> data, int offset) => At(data, offset) switch
    {
        0x45 => (offset + 1, 0),
        0xC0 or 0xC1 => (offset + 3, At(data, offset + 2)),
        0xD0 or 0xD1 => (offset + 9, Int32(data, offset + 5)),
        var code => throw new AmqpFormatException($"Format code 0x{code:X2} is neither list nor map."),
    };

    /// <summary>The bytes of a binary, string or symbol.</summary>
    public static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> data, int offset)
    {
        var code = At(data, offset);
        var end = Skip(data, offset);
        return (code >> 4) switch
        {
            0xA => data[(offset + 2)..end],
            0xB => data[(offset + 5)..end],
            _ => throw new AmqpFormatException($"Format code 0x{code:X2} is not binary or text."),
        };
    }

    /// <summary>A string or symbol, or null.</summary>
    public static string? Text(ReadOnlySpan<byte> data, int offset) =>
        At(data, offset) == Null ? null : Encoding.UTF8.GetString(Bytes(data, offset));

    /// <summary>An unsigned or signed integer or timestamp of any width, or null.</summary>
    public static long? Integer(ReadOnlySpan<byte> data, int offset)
    {
        var code = At(data, offset);
        var end = Skip(data, offset);
        var value = data[(offset + 1)..end];
        return code switch
        {
            Null => null,
            0x43 or 0x44 => 0,
            0x50 or 0x52 or 0x53 => value[0],
            0x51 or 0x54 or 0x55 => (sbyte)value[0],
            0x60 => BinaryPrimitives.ReadUInt16BigEndian(value),
            0x61 => BinaryPrimitives.ReadInt16BigEndian(value),
            0x70 => BinaryPrimitives.ReadUInt32BigEndian(value),
            0x71 => BinaryPrimitives.ReadInt32BigEndian(value),
            0x80 or 0x81 or 0x83 => BinaryPrimitives.ReadInt64BigEndian(value),
            _ => throw new AmqpFormatException($"Format code 0x{code:X2} is not an integer."),
        };
    }

    /// <summary>The format code at an offset.</summary>
    public static byte At(ReadOnlySpan<byte> data, int offset) =>
        offset < data.Length ? data[offset] : throw new AmqpFormatException("The message ends inside a value.");

    private static int Int32(ReadOnlySpan<byte> data, int offset)
    {
        if (offset + 4 > data.Length)
            throw new AmqpFormatException("The message ends inside a length.");
        var value = BinaryPrimitives.ReadInt32BigEndian(data[offset..]);
        return value >= 0 ? value : throw new AmqpFormatException("A length is above 2 GiB.");
    }

    private static int Long(ReadOnlySpan<byte> data, int offset)
    {
        var length = Int32(data, offset);
        return length <= data.Length - offset - 4
            ? offset + 4 + length
            : throw new AmqpFormatException("A value runs past the end of the message.");
    }
}
