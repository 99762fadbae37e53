namespace Relay.Local.Bus.Wire;

/// <summary>
/// Where the sections of an encoded message lie (OASIS AMQP 1.0, part 3, section 3.2). A section that is absent has an
/// offset of -1; <see cref="Body"/> is where the body and the footer start.
/// </summary>
internal readonly struct MessageSections
{
    private const long Data = 0x75;
    private const long AmqpSequence = 0x76;
    private const long AmqpValue = 0x77;

    private MessageSections(int header, int annotations, int properties, int application, int immutable, int afterProperties, int body)
    {
        Header = header;
        Annotations = annotations;
        Properties = properties;
        ApplicationProperties = application;
        Immutable = immutable;
        AfterProperties = afterProperties;
        Body = body;
    }

    /// <summary>Offset of the header's list.</summary>
    public int Header { get; }

    /// <summary>Offset of the message annotations' map.</summary>
    public int Annotations { get; }

    /// <summary>Offset of the properties' list.</summary>
    public int Properties { get; }

    /// <summary>Offset of the application properties' map.</summary>
    public int ApplicationProperties { get; }

    /// <summary>Start of everything the broker passes on as it came: properties, application properties, body, footer.</summary>
    public int Immutable { get; }

    /// <summary>Start of what follows the properties section.</summary>
    public int AfterProperties { get; }

    /// <summary>Start of the body.</summary>
    public int Body { get; }

    /// <summary>Finds the sections, which have a fixed order; only data and sequences may come more than once.</summary>
    /// <exception cref="AmqpFormatException">The bytes are not sections of a message in their order.</exception>
    public static MessageSections Scan(ReadOnlySpan<byte> data)
    {
        int header = -1, annotations = -1, properties = -1, application = -1, immutable = -1, afterProperties = -1, body = -1;
        var offset = 0;
        long last = 0;
        while (offset < data.Length)
        {
            var (code, value) = Descriptor(data, offset);
            var end = AmqpScanner.Skip(data, value);
            if (!MayFollow(code, last))
                throw new AmqpFormatException($"Section 0x{code:X2} may not follow section 0x{last:X2}.");
            last = code;
            switch (code)
            {
                case 0x70: header = value; break;
                case 0x71: break;
                case 0x72: annotations = value; break;
                case 0x73:
                    properties = value;
                    immutable = offset;
                    afterProperties = end;
                    break;
                case 0x74:
                    application = value;
                    immutable = immutable < 0 ? offset : immutable;
                    break;
                case >= 0x75 and <= 0x78:
                    body = body < 0 ? offset : body;
                    break;
                default: throw new AmqpFormatException($"Section 0x{code:X2} is unknown.");
            }
            offset = end;
        }
        body = body < 0 ? data.Length : body;
        immutable = immutable < 0 ? body : immutable;
        return new(header, annotations, properties, application, immutable, afterProperties < 0 ? immutable : afterProperties, body);
    }

    private static bool MayFollow(long code, long last) =>
        code > last ? code is not (AmqpSequence or AmqpValue) || last < Data : code == last && code is Data or AmqpSequence;

    /// <summary>The section code at an offset and where its value starts.</summary>
    public static (long Code, int Value) Descriptor(ReadOnlySpan<byte> data, int offset)
    {
        if (AmqpScanner.At(data, offset) != AmqpScanner.Described)
            throw new AmqpFormatException("A message section has no descriptor.");
        var code = AmqpScanner.Integer(data, offset + 1) ?? throw new AmqpFormatException("A section's descriptor is null.");
        return (code, AmqpScanner.Skip(data, offset + 1));
    }
}
