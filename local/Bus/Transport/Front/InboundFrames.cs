using System.Buffers;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>
/// The bytes of one connection between the socket and the AMQP library: only whole frames that passed
/// the <see cref="FrameGuard"/> can be taken out. It holds at most one frame that is not whole, and nothing while idle.
/// </summary>
internal sealed class InboundFrames(PartialDeliveries partial)
{
    private const int SmallestBuffer = 4096;

    private readonly FrameGuard _guard = new(partial);
    private byte[] _buffer = [];
    private int _usual = SmallestBuffer;
    private int _start;
    private int _checked;
    private int _end;

    /// <summary>Where bytes from the socket go; never empty.</summary>
    public Span<byte> Space()
    {
        if (_buffer.Length == 0)
            _buffer = ArrayPool<byte>.Shared.Rent(_usual);
        else if (_end == _buffer.Length)
            MakeRoom();
        return _buffer.AsSpan(_end);
    }

    /// <summary>Notes bytes written into <see cref="Space"/> and checks what has become whole.</summary>
    /// <exception cref="AmqpFormatException">The bytes are not frames a client may send.</exception>
    public void Add(int count)
    {
        _end += count;
        while (true)
        {
            var length = _guard.Next(_buffer.AsSpan(_checked, _end - _checked));
            if (length == 0)
                return;
            _checked += length;
        }
    }

    /// <summary>Takes checked bytes out; 0 when there are none.</summary>
    public int Take(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _checked - _start);
        _buffer.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        if (_start == _end)
            _start = _checked = _end = 0;
        return count;
    }

    /// <summary>Gives the buffer back when nothing is in it; called before a wait.</summary>
    public void Rest()
    {
        if (_end != 0 || _buffer.Length == 0)
            return;
        _usual = Math.Min(_buffer.Length, BrokerLimits.LargestFrameBytes);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Moves a frame that is not whole to the front, or into a larger buffer.</summary>
    private void MakeRoom()
    {
        var held = _end - _start;
        var target = _buffer;
        if (held > _buffer.Length / 2)
            target = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(_start, held).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }
        _checked -= _start;
        _end = held;
        _start = 0;
    }
}
