using System.Buffers.Binary;

namespace Relay.Local.Bus.Wire;

/// <summary>
/// Checks that an encoded value is sound through all its levels, so that a decoder that trusts sizes and recurses can be
/// given it: known format codes, items that fill their compound exactly, pairs in maps, a bounded depth.
/// </summary>
internal static class AmqpShape
{
    /// <summary>Items of an array that take no bytes at all: nothing but a decoder's memory bounds them.</summary>
    private const int MostEmptyItems = 1024;

    /// <summary>Pairs of one map: a decoder hashes their keys, and keys may be chosen to collide.</summary>
    private const int MostPairs = 2048;

    /// <summary>The offset behind the value.</summary>
    /// <exception cref="AmqpFormatException">The value is not sound, or nested deeper than allowed.</exception>
    public static int Check(ReadOnlySpan<byte> data, int offset, int depth)
    {
        if (depth == 0)
            throw new AmqpFormatException("A value is nested too deeply.");
        var code = AmqpScanner.At(data, offset);
        if (code == AmqpScanner.Described)
            return Check(data, Check(data, offset + 1, depth - 1), depth - 1);
        CheckCode(code);
        var end = AmqpScanner.Skip(data, offset);
        if ((code >> 4) >= 0xC)
            CheckItems(data[..end], offset + 1, code, depth);
        return end;
    }

    private static void CheckItems(ReadOnlySpan<byte> data, int offset, byte code, int depth)
    {
        var wide = (code & 0x10) != 0;
        var first = offset + (wide ? 8 : 2);
        if (first > data.Length)
            throw new AmqpFormatException("A compound is shorter than its count.");
        var count = wide ? BinaryPrimitives.ReadUInt32BigEndian(data[(offset + 4)..]) : data[offset + 1];
        if ((code >> 4) >= 0xE)
        {
            CheckArray(data, first, count, depth);
            return;
        }
        if (code is 0xC1 or 0xD1 && (count % 2 != 0 || count > 2 * MostPairs))
            throw new AmqpFormatException($"A map has {count} items.");
        if (count > data.Length - first)
            throw new AmqpFormatException("A compound counts more items than it has bytes.");
        for (; count > 0; count--)
            first = Check(data, first, depth - 1);
        if (first != data.Length)
            throw new AmqpFormatException("A compound's items do not fill it.");
    }

    /// <summary>The items of an array have one constructor in front and no format codes of their own.</summary>
    private static void CheckArray(ReadOnlySpan<byte> data, int offset, uint count, int depth)
    {
        if (count == 0 && offset == data.Length)
            return; // the library writes no constructor for an empty array
        var code = AmqpScanner.At(data, offset++);
        if (code == AmqpScanner.Described)
            throw new AmqpFormatException("An array of described values is not allowed.");
        CheckCode(code);
        if ((code >> 4) == 0x4)
        {
            if (count > MostEmptyItems || offset != data.Length)
                throw new AmqpFormatException($"An array has {count} items without bytes.");
            return;
        }
        if (count > data.Length - offset)
            throw new AmqpFormatException("An array counts more items than it has bytes.");
        for (; count > 0; count--)
        {
            var end = AmqpScanner.SkipValue(data, offset, code);
            if ((code >> 4) >= 0xC)
            {
                if (depth <= 1)
                    throw new AmqpFormatException("A value is nested too deeply.");
                CheckItems(data[..end], offset, code, depth - 1);
            }
            offset = end;
        }
        if (offset != data.Length)
            throw new AmqpFormatException("An array's items do not fill it.");
    }

    private static void CheckCode(byte code)
    {
        if (code is not (0x40 or 0x41 or 0x42 or 0x43 or 0x44 or 0x45
            or 0x50 or 0x51 or 0x52 or 0x53 or 0x54 or 0x55 or 0x56
            or 0x60 or 0x61 or 0x70 or 0x71 or 0x72 or 0x73 or 0x74
            or 0x80 or 0x81 or 0x82 or 0x83 or 0x84 or 0x94 or 0x98
            or 0xA0 or 0xA1 or 0xA3 or 0xB0 or 0xB1 or 0xB3
            or 0xC0 or 0xC1 or 0xD0 or 0xD1 or 0xE0 or 0xF0))
            throw new AmqpFormatException($"Format code 0x{code:X2} is unknown.");
    }
}
