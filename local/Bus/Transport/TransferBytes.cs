using System.Buffers;
using Microsoft.Azure.Amqp;

namespace Relay.Local.Bus.Transport;

/// <summary>The bytes of a received message as they came, out of the transport's pooled buffers.</summary>
internal static class TransferBytes
{
    public static int Length(AmqpMessage transfer)
    {
        var length = 0;
        foreach (var frame in transfer.RawByteBuffers)
            length += frame.Length;
        return length;
    }

    /// <summary>Copies them, and gives the transport's buffers back: a message that waits for the store must not take its size twice.</summary>
    public static byte[] Take(AmqpMessage transfer)
    {
        var encoded = Copy(transfer);
        GiveBack(transfer);
        return encoded;
    }

    /// <summary>
    /// Lets <paramref name="use"/> look at them in one piece, and gives the transport's buffers back. Nothing of the piece may
    /// be kept.
    /// </summary>
    public static T Read<T>(AmqpMessage transfer, Func<ReadOnlySpan<byte>, T> use)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Length(transfer));
        try
        {
            var length = CopyTo(transfer, rented);
            GiveBack(transfer);
            return use(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static byte[] Copy(AmqpMessage transfer)
    {
        var encoded = new byte[Length(transfer)];
        CopyTo(transfer, encoded);
        return encoded;
    }

    private static int CopyTo(AmqpMessage transfer, Span<byte> target)
    {
        var offset = 0;
        foreach (var frame in transfer.RawByteBuffers)
        {
            frame.Buffer.AsSpan(frame.Offset, frame.Length).CopyTo(target[offset..]);
            offset += frame.Length;
        }
        return offset;
    }

    private static void GiveBack(AmqpMessage transfer)
    {
        foreach (var frame in transfer.RawByteBuffers)
            frame.Dispose();
        transfer.RawByteBuffers.Clear();
    }
}
