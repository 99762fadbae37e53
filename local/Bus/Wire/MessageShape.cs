namespace Relay.Local.Bus.Wire;

/// <summary>
/// Checks the parts of a sent message that the broker reads or encodes anew: a receiver, and the decoder that merges
/// application properties, must be able to trust them. The body is never decoded here, and is the receiver's to judge.
/// </summary>
internal static class MessageShape
{
    /// <summary>Levels a header, an annotation or a property may have.</summary>
    private const int Depth = 16;

    /// <exception cref="AmqpFormatException">A section is not sound.</exception>
    public static void Check(ReadOnlySpan<byte> data, in MessageSections sections)
    {
        if (sections.Header >= 0)
            CheckList(data, sections.Header);
        if (sections.Annotations >= 0)
            CheckMap(data, sections.Annotations);
        if (sections.Properties >= 0)
            CheckList(data, sections.Properties);
        if (sections.ApplicationProperties >= 0)
            CheckMap(data, sections.ApplicationProperties);
    }

    private static void CheckList(ReadOnlySpan<byte> data, int offset)
    {
        AmqpScanner.List(data, offset);
        AmqpShape.Check(data, offset, Depth);
    }

    /// <summary>Both maps have text for keys: symbols in annotations, strings in application properties.</summary>
    private static void CheckMap(ReadOnlySpan<byte> data, int offset)
    {
        var (item, count) = AmqpScanner.Map(data, offset);
        AmqpShape.Check(data, offset, Depth);
        for (; count > 1; count -= 2)
        {
            AmqpScanner.Bytes(data, item);
            item = AmqpScanner.Skip(data, AmqpScanner.Skip(data, item));
        }
    }
}
