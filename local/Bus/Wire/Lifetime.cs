namespace Relay.Local.Bus.Wire;

/// <summary>
/// A message's life as its properties tell it: absolute-expiry-time less creation-time. The header's field ends at 49
/// days, so the clients set these two beside it, and believe these two first.
/// </summary>
internal static class Lifetime
{
    private const int Expiry = 8;
    private const int Creation = 9;

    /// <summary>The sender's time to live in milliseconds; null when the properties do not tell.</summary>
    public static long? Find(ReadOnlySpan<byte> data, int properties)
    {
        if (properties < 0 || Time(data, properties, Expiry) is not { } expiry || Time(data, properties, Creation) is not { } creation)
            return null;
        return Math.Max(expiry - creation, 0);
    }

    /// <summary>Writes the properties section with the life the broker gives the message; times are Unix milliseconds.</summary>
    public static void Write(AmqpWriter writer, ReadOnlySpan<byte> stored, int properties, long creation, long expiry)
    {
        var (offset, count) = properties < 0 ? (0, 0) : AmqpScanner.Compound(stored, properties);
        var fields = new AmqpWriter();
        for (var index = 0; index < Math.Max(count, Creation + 1); index++)
        {
            var end = index < count ? AmqpScanner.Skip(stored, offset) : offset;
            if (index == Expiry)
                fields.Timestamp(expiry);
            else if (index == Creation)
                fields.Timestamp(creation);
            else if (index < count)
                fields.Raw(stored[offset..end]);
            else
                fields.Null();
            offset = end;
        }
        writer.DescribedCompound(0x73, 0xD0, Math.Max(count, Creation + 1), fields.Written);
    }

    private static long? Time(ReadOnlySpan<byte> data, int properties, int index)
    {
        var (offset, count) = AmqpScanner.Compound(data, properties);
        if (index >= count)
            return null;
        for (; index > 0; index--)
            offset = AmqpScanner.Skip(data, offset);
        return AmqpScanner.Integer(data, offset);
    }
}
