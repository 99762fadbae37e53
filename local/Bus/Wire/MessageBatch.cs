namespace Relay.Local.Bus.Wire;

/// <summary>A batch of the Service Bus protocol: one message whose data sections are encoded messages.</summary>
internal static class MessageBatch
{
    /// <summary>The message format of a batch.</summary>
    public const uint Format = 0x80013700;

    /// <summary>Messages of one batch; without a bound, a few bytes each would become as many rows in the store.</summary>
    public const int MostMessages = 10_000;

    /// <exception cref="AmqpFormatException">The bytes are not a batch.</exception>
    public static List<IncomingMessage> Parse(ReadOnlySpan<byte> data)
    {
        var messages = new List<IncomingMessage>();
        for (var offset = 0; offset < data.Length;)
        {
            var (code, value) = MessageSections.Descriptor(data, offset);
            if (code == 0x75 && messages.Count == MostMessages)
                throw new AmqpFormatException($"A batch holds more than {MostMessages} messages.");
            if (code == 0x75)
                messages.Add(IncomingMessage.Parse(AmqpScanner.Bytes(data, value).ToArray()));
            offset = AmqpScanner.Skip(data, value);
        }
        return messages;
    }
}
