using Microsoft.Azure.Amqp;
using Relay.Local.Bus.Transport.Front;

namespace Relay.Local.Bus.Transport;

/// <summary>
/// An encoded message on its way to a receiver. It lets go of its bytes when the last of them is in a frame: the library
/// keeps the delivery itself until the receiver settles it, which may be never.
/// </summary>
internal sealed class OutboundMessage(byte[] head, ArraySegment<byte> tail, LinkShare share) : AmqpMessage
{
    private readonly int _length = head.Length + tail.Count;
    private byte[] _head = head;
    private ArraySegment<byte> _tail = tail;
    private int _sent;

    public override long SerializedMessageSize => _length;

    /// <summary>The next part, at most this long; it stays the next one until it is completed.</summary>
    public override ArraySegment<byte>[] GetPayload(int payloadSize, out bool more)
    {
        var left = Math.Min(payloadSize, _length - _sent);
        more = left < _length - _sent;
        var ofHead = Math.Clamp(_head.Length - _sent, 0, left);
        var ofTail = left - ofHead;
        var tailOffset = Math.Max(0, _sent - _head.Length);
        if (ofTail == 0)
            return [new ArraySegment<byte>(_head, _sent, ofHead)];
        var end = _tail.Slice(tailOffset, ofTail);
        return ofHead == 0 ? [end] : [new ArraySegment<byte>(_head, _sent, ofHead), end];
    }

    protected override void OnCompletePayload(int payloadSize)
    {
        _sent += payloadSize;
        share.Framed(payloadSize);
        if (_sent < _length)
            return;
        _head = [];
        _tail = default;
    }
}
