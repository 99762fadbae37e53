using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>The performative at the start of a frame's body, found to be sound.</summary>
internal readonly ref struct Performative
{
    public const long Open = 0x10;
    public const long Transfer = 0x14;
    public const long Detach = 0x16;
    public const long End = 0x17;
    public const long Close = 0x18;

    private const long Begin = 0x11;
    private const long Attach = 0x12;

    /// <summary>Nesting a performative may have; those the clients send have less than ten levels.</summary>
    private const int Depth = 32;

    /// <summary>The broker keeps what these three say for as long as the connection lives.</summary>
    private const int LargestKept = 8 * 1024;

    /// <summary>A delivery in more frames than its size asks for would cost more memory than its bytes.</summary>
    private const int SmallestPart = 256;

    private const int MoreField = 5;
    private const byte True = 0x41;
    private const byte Boolean = 0x56;

    private readonly ReadOnlySpan<byte> _body;
    private readonly int _first;
    private readonly int _count;

    private Performative(ReadOnlySpan<byte> body, long code, int first, int count, int payload)
    {
        _body = body;
        _first = first;
        _count = count;
        Code = code;
        Payload = payload;
    }

    /// <summary>The descriptor.</summary>
    public long Code { get; }

    /// <summary>Bytes behind the performative.</summary>
    public int Payload { get; }

    /// <summary>The link of a transfer or detach, which is its first field.</summary>
    /// <exception cref="AmqpFormatException">It names none.</exception>
    public long Handle => (_count > 0 ? AmqpScanner.Integer(_body, _first) : null) ?? throw new AmqpFormatException($"Performative 0x{Code:X2} names no link.");

    /// <summary>The delivery of a transfer goes on in another frame.</summary>
    public bool More
    {
        get
        {
            if (_count <= MoreField)
                return false;
            var offset = _first;
            for (var i = 0; i < MoreField; i++)
                offset = AmqpScanner.Skip(_body, offset);
            return _body[offset] == True || (_body[offset] == Boolean && _body[offset + 1] != 0);
        }
    }

    /// <exception cref="AmqpFormatException">The body does not start with a sound performative.</exception>
    public static Performative Check(ReadOnlySpan<byte> body)
    {
        if (AmqpScanner.At(body, 0) != AmqpScanner.Described)
            throw new AmqpFormatException("A frame holds no performative.");
        if (AmqpScanner.At(body, 1) is not (0x53 or 0x80 or 0x44))
            throw new AmqpFormatException("A performative's descriptor is not numeric.");
        var code = AmqpScanner.Integer(body, 1)!.Value;
        var list = AmqpScanner.Skip(body, 1);
        var end = AmqpShape.Check(body, list, Depth);
        var (first, count) = AmqpScanner.List(body, list);
        var performative = new Performative(body, code, first, count, body.Length - end);
        switch (code)
        {
            case Open or Begin or Attach when body.Length > LargestKept:
                throw new AmqpFormatException($"Performative 0x{code:X2} is above {LargestKept} bytes.");
            case Transfer when performative.Payload < SmallestPart && performative.More:
                throw new AmqpFormatException($"A part of a delivery that is not its last must hold at least {SmallestPart} bytes.");
            case not Transfer when end != body.Length:
                throw new AmqpFormatException("Bytes follow a performative that has no payload.");
        }
        return performative;
    }
}
