using System.Buffers.Binary;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>
/// Checks the frames of an AMQP connection, one at a time, before the AMQP library decodes them: sizes, the shape of every
/// encoded value, the open first (OASIS AMQP 1.0, part 2, section 2.3). What a performative means is the library's to judge.
/// </summary>
internal sealed class FrameGuard(PartialDeliveries partial)
{
    private const int HeaderLength = 8;
    private const byte AmqpFrame = 0;

    private bool _open;

    /// <summary>The length of the whole, sound frame at the start of the bytes; 0 when it is not whole yet.</summary>
    /// <exception cref="AmqpFormatException">It is not one a client may send here.</exception>
    public int Next(ReadOnlySpan<byte> data)
    {
        if (data.Length < HeaderLength)
            return 0;
        var size = BinaryPrimitives.ReadUInt32BigEndian(data);
        if (size is < HeaderLength or > BrokerLimits.LargestFrameBytes)
            throw new AmqpFormatException($"A frame of {size} bytes is not allowed.");
        var body = data[4] * 4;
        if (body < HeaderLength || body > size)
            throw new AmqpFormatException($"A frame's data offset of {body} bytes is not allowed.");
        if (data[5] != AmqpFrame)
            throw new AmqpFormatException($"A frame of type {data[5]} is not allowed here.");
        if (data.Length < size)
            return 0;
        Check(data[body..(int)size], BinaryPrimitives.ReadUInt16BigEndian(data[6..]));
        return (int)size;
    }

    private void Check(ReadOnlySpan<byte> body, ushort channel)
    {
        if (body.Length == 0 && _open)
            return; // an empty frame tells that the peer is alive
        var performative = Performative.Check(body);
        var code = performative.Code;
        if (code is < Performative.Open or > Performative.Close || _open == (code == Performative.Open))
            throw new AmqpFormatException($"Performative 0x{code:X2} is not allowed here.");
        _open = true;
        switch (code)
        {
            case Performative.Transfer:
                partial.Transfer(channel, performative.Handle, performative.Payload, performative.More);
                break;
            case Performative.Detach:
                partial.Detach(channel, performative.Handle);
                break;
            case Performative.End:
                partial.End(channel);
                break;
        }
    }
}
