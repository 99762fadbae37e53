using System.Buffers.Binary;
using System.Net.Sockets;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>
/// The start of an AMQP connection: SASL, where the client asks for it (anyone may come in: tokens decide later), and the
/// protocol header (OASIS AMQP 1.0, part 2, section 2.2, and part 5, section 5.3).
/// </summary>
internal static class Negotiation
{
    private const int HeaderLength = 8;
    private const int ProtocolIdOffset = 4;
    private const byte AmqpId = 0;
    private const byte SaslFrame = 1;
    private const int Depth = 8;

    /// <summary>The specification asks for 512; clients that tell more of themselves are let in.</summary>
    private const int LargestSaslFrame = 4096;

    private const long SaslInit = 0x41;

    private static readonly byte[] AmqpHeader = [.. "AMQP"u8, 0, 1, 0, 0];
    private static readonly byte[] SaslHeader = [.. "AMQP"u8, 3, 1, 0, 0];

    private static readonly byte[] Mechanisms =
    [
        0, 0, 0, 36, 2, SaslFrame, 0, 0, 0x00, 0x53, 0x40, 0xC0, 23, 1, 0xE0, 20, 2, 0xA3, 7, .. "MSSBCBS"u8, 9, .. "ANONYMOUS"u8,
    ];

    private static readonly byte[] Welcome = [0, 0, 0, 16, 2, SaslFrame, 0, 0, 0x00, 0x53, 0x44, 0xC0, 3, 1, 0x50, 0];
    private static readonly byte[] Refusal = [0, 0, 0, 16, 2, SaslFrame, 0, 0, 0x00, 0x53, 0x44, 0xC0, 3, 1, 0x50, 1];

    /// <summary>
    /// True when the client's AMQP header was read and the connection's answer to it is due; false when the client was
    /// answered with what this broker speaks, or ended.
    /// </summary>
    /// <exception cref="SocketException">The connection failed.</exception>
    /// <exception cref="AmqpFormatException">What came is no SASL frame.</exception>
    public static async Task<bool> RunAsync(Socket socket, CancellationToken ct)
    {
        var header = new byte[HeaderLength];
        if (!await ReadAsync(socket, header, ct))
            return false;
        if (header.AsSpan().SequenceEqual(AmqpHeader))
            return true;
        if (!header.AsSpan().SequenceEqual(SaslHeader))
            return await RefuseAsync(socket, header[ProtocolIdOffset] == AmqpId ? AmqpHeader : SaslHeader, ct);
        await socket.SendAsync((byte[])[.. SaslHeader, .. Mechanisms], ct);
        if (!await ReadAsync(socket, header, ct))
            return false;
        var frame = new byte[Size(header) - HeaderLength];
        if (!await ReadAsync(socket, frame, ct))
            return false;
        if (!IsKnown(Mechanism(header, frame)))
            return await RefuseAsync(socket, Refusal, ct);
        await socket.SendAsync(Welcome, ct);
        if (!await ReadAsync(socket, header, ct))
            return false;
        return header.AsSpan().SequenceEqual(AmqpHeader) || await RefuseAsync(socket, AmqpHeader, ct);
    }

    private static int Size(ReadOnlySpan<byte> header)
    {
        var size = BinaryPrimitives.ReadUInt32BigEndian(header);
        return size is >= HeaderLength and <= LargestSaslFrame && header[5] == SaslFrame
            ? (int)size
            : throw new AmqpFormatException($"A SASL frame of {size} bytes and type {header[5]} is not allowed.");
    }

    private static ReadOnlySpan<byte> Mechanism(ReadOnlySpan<byte> header, ReadOnlySpan<byte> frame)
    {
        var offset = (header[4] * 4) - HeaderLength;
        if (offset < 0 || offset > frame.Length)
            throw new AmqpFormatException("A SASL frame's data offset is not allowed.");
        var body = frame[offset..];
        if (AmqpScanner.At(body, 0) != AmqpScanner.Described || AmqpScanner.Integer(body, 1) != SaslInit)
            throw new AmqpFormatException("The SASL frame is not an init.");
        var list = AmqpScanner.Skip(body, 1);
        AmqpShape.Check(body, list, Depth);
        var (first, count) = AmqpScanner.List(body, list);
        return count > 0 ? AmqpScanner.Bytes(body, first) : [];
    }

    private static bool IsKnown(ReadOnlySpan<byte> mechanism) => mechanism.SequenceEqual("MSSBCBS"u8) || mechanism.SequenceEqual("ANONYMOUS"u8);

    private static async Task<bool> RefuseAsync(Socket socket, byte[] answer, CancellationToken ct)
    {
        await socket.SendAsync(answer, ct);
        socket.Shutdown(SocketShutdown.Send);
        return false;
    }

    /// <summary>Fills the buffer; false when the client ended before.</summary>
    private static async Task<bool> ReadAsync(Socket socket, Memory<byte> buffer, CancellationToken ct)
    {
        while (buffer.Length > 0)
        {
            var count = await socket.ReceiveAsync(buffer, ct);
            if (count == 0)
                return false;
            buffer = buffer[count..];
        }
        return true;
    }
}
