using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;

namespace Relay.Local.Bus.Wire;

/// <summary>Application properties changed by a settlement, kept as one encoded AMQP map with string keys.</summary>
internal static class ApplicationProperties
{
    /// <summary>Lays new values over earlier changes; null when there is nothing to keep.</summary>
    public static byte[]? Overlay(byte[]? earlier, IEnumerable<KeyValuePair<string, object?>> changes)
    {
        var map = earlier is null ? new AmqpMap() : AmqpCodec.DecodeMap(new ByteBuffer(earlier, 0, earlier.Length));
        foreach (var (key, value) in changes)
            map[new MapKey(key)] = value;
        return map.Count == 0 ? null : Encode(map);
    }

    /// <summary>
    /// Writes the message's application properties with the changes laid over them. The message's own are passed on as they
    /// came: a receiver may know types that no decoder here does.
    /// </summary>
    public static void Merge(AmqpWriter writer, byte[] stored, in MessageSections sections, byte[] changes)
    {
        var items = new AmqpWriter();
        var count = sections.ApplicationProperties < 0 ? 0 : CopyUnchanged(items, stored, sections.ApplicationProperties, changes);
        var (first, changed) = AmqpScanner.Map(changes, 0);
        items.Raw(changes.AsSpan(first));
        writer.DescribedCompound(0x74, 0xD1, count + changed, items.Written);
    }

    private static int CopyUnchanged(AmqpWriter items, ReadOnlySpan<byte> stored, int map, ReadOnlySpan<byte> changes)
    {
        var (offset, remaining) = AmqpScanner.Map(stored, map);
        var copied = 0;
        for (; remaining > 1; remaining -= 2)
        {
            var end = AmqpScanner.Skip(stored, AmqpScanner.Skip(stored, offset));
            if (!Holds(changes, AmqpScanner.Bytes(stored, offset)))
            {
                items.Raw(stored[offset..end]);
                copied += 2;
            }
            offset = end;
        }
        return copied;
    }

    private static bool Holds(ReadOnlySpan<byte> map, ReadOnlySpan<byte> key)
    {
        var (offset, remaining) = AmqpScanner.Map(map, 0);
        for (; remaining > 1; remaining -= 2)
        {
            if (AmqpScanner.Bytes(map, offset).SequenceEqual(key))
                return true;
            offset = AmqpScanner.Skip(map, AmqpScanner.Skip(map, offset));
        }
        return false;
    }

    private static byte[] Encode(AmqpMap map)
    {
        var buffer = new ByteBuffer(AmqpCodec.GetMapEncodeSize(map), true);
        AmqpCodec.EncodeMap(map, buffer);
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }
}
