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

    /// <summary>Writes the message's application properties with the changes laid over them.</summary>
    public static void Merge(AmqpWriter writer, byte[] stored, in MessageSections sections, byte[] changes)
    {
        var map = new AmqpMap();
        if (sections.ApplicationProperties >= 0)
        {
            var length = AmqpScanner.Skip(stored, sections.ApplicationProperties) - sections.ApplicationProperties;
            map = AmqpCodec.DecodeMap(new ByteBuffer(stored, sections.ApplicationProperties, length));
        }
        foreach (var (key, value) in AmqpCodec.DecodeMap(new ByteBuffer(changes, 0, changes.Length)))
            map[key] = value;
        writer.Raw([AmqpScanner.Described, 0x53, 0x74]);
        writer.Raw(Encode(map));
    }

    private static byte[] Encode(AmqpMap map)
    {
        var buffer = new ByteBuffer(AmqpCodec.GetMapEncodeSize(map), true);
        AmqpCodec.EncodeMap(map, buffer);
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }
}
