namespace Relay.Local.Bus.Transport.Front;

/// <summary>What one link was given to send and could not put into frames yet, because its session's window is closed.</summary>
internal sealed class LinkShare(OutboundGauge gauge)
{
    private readonly object _gate = new();
    private long _waiting;
    private bool _closed;

    /// <summary>A message of this size was given to the link.</summary>
    public void Handed(int bytes) => Change(bytes);

    /// <summary>This much of a message is in a frame, which the connection counts from now on.</summary>
    public void Framed(int bytes) => Change(-bytes);

    /// <summary>The link is gone, and what waited in it too.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            gauge.Wait(-_waiting);
        }
    }

    private void Change(int bytes)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _waiting += bytes;
            gauge.Wait(bytes);
        }
    }
}
