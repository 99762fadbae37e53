using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>Checks the performative at the start of a frame's body, and knows the descriptors.</summary>
internal static class Performative
{
    public const long Open = 0x10;
    public const long Close = 0x18;

    private const long Begin = 0x11;
    private const long Attach = 0x12;
    private const long Transfer = 0x14;

    /// <summary>Nesting a performative may have; those the clients send have less than ten levels.</summary>
    private const int Depth = 32;

    /// <summary>The broker keeps what these three say for as long as the connection lives.</summary>
    private const int LargestKept = 8 * 1024;

    /// <summary>A delivery in more frames than its size asks for would cost more memory than its bytes.</summary>
    private const int SmallestPart = 256;

    private const int MoreField = 5;
    private const byte True = 0x41;
    private const byte Boolean = 0x56;

    /// <summary>Gives the descriptor of the performative.</summary>
    /// <exception cref="AmqpFormatException">It is not sound.</exception>
    public static long Check(ReadOnlySpan<byte> body)
    {
        if (AmqpScanner.At(body, 0) != AmqpScanner.Described)
            throw new AmqpFormatException("A frame holds no performative.");
        if (AmqpScanner.At(body, 1) is not (0x53 or 0x80 or 0x44))
            throw new AmqpFormatException("A performative's descriptor is not numeric.");
        var code = AmqpScanner.Integer(body, 1)!.Value;
        var list = AmqpScanner.Skip(body, 1);
        var end = AmqpShape.Check(body, list, Depth);
        var (_, count) = AmqpScanner.List(body, list);
        switch (code)
        {
            case Open or Begin or Attach when body.Length > LargestKept:
                throw new AmqpFormatException($"Performative 0x{code:X2} is above {LargestKept} bytes.");
            case Transfer when body.Length - end < SmallestPart && count > MoreField && HasMore(body, list):
                throw new AmqpFormatException($"A part of a delivery that is not its last must hold at least {SmallestPart} bytes.");
            case not Transfer when end != body.Length:
                throw new AmqpFormatException("Bytes follow a performative that has no payload.");
        }
        return code;
    }

    private static bool HasMore(ReadOnlySpan<byte> body, int list)
    {
        var (offset, _) = AmqpScanner.List(body, list);
        for (var i = 0; i < MoreField; i++)
            offset = AmqpScanner.Skip(body, offset);
        return body[offset] == True || (body[offset] == Boolean && body[offset + 1] != 0);
    }
}
