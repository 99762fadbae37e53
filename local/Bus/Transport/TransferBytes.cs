using Microsoft.Azure.Amqp;

namespace Relay.Local.Bus.Transport;

/// <summary>The bytes of a received message as they came.</summary>
internal static class TransferBytes
{
    /// <summary>Copies them, and gives the transport's pooled buffers back: a message that waits for the store must not take its size twice.</summary>
    public static byte[] Take(AmqpMessage transfer)
    {
        var encoded = Copy(transfer);
        foreach (var frame in transfer.RawByteBuffers)
            frame.Dispose();
        transfer.RawByteBuffers.Clear();
        return encoded;
    }

    /// <summary>Copies them out of the transport's pooled buffers.</summary>
    public static byte[] Copy(AmqpMessage transfer)
    {
        var frames = transfer.RawByteBuffers;
        var length = 0;
        foreach (var frame in frames)
            length += frame.Length;
        var encoded = new byte[length];
        var offset = 0;
        foreach (var frame in frames)
        {
            frame.Buffer.AsSpan(frame.Offset, frame.Length).CopyTo(encoded.AsSpan(offset));
            offset += frame.Length;
        }
        return encoded;
    }
}
