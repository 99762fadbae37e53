using Microsoft.Azure.Amqp;

namespace Relay.Local.Bus.Transport;

/// <summary>
/// Drops what still arrives on a link that is being closed: nobody can be told of it any more. A few messages were on their
/// way; a client that goes on sending is cut off, because each of them stays with the link until its session ends.
/// </summary>
internal sealed class LateTransfers(ReceivingAmqpLink link)
{
    private const int MostMessages = 5000;
    private const long MostBytes = 64 * 1024 * 1024;

    private int _messages;
    private long _bytes;

    /// <summary>True when the message came too late, and is gone.</summary>
    public bool Drop(AmqpMessage transfer)
    {
        if (!link.IsClosing())
            return false;
        foreach (var frame in transfer.RawByteBuffers)
            _bytes += frame.Length;
        transfer.Dispose();
        if (++_messages > MostMessages || _bytes > MostBytes)
            link.Session.Connection.Abort();
        return true;
    }
}
