using System.Net.Sockets;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>The connections that are not open yet, oldest first. Silent ones are ended by time and by number.</summary>
internal sealed class Handshakes(BrokerLimits limits) : IDisposable
{
    private readonly LinkedList<Handshake> _waiting = [];
    private Timer? _timer;
    private bool _closed;

    /// <summary>Counts a new connection in, dropping the oldest one when there are too many; null when all are closed.</summary>
    public Handshake? Begin(Socket socket)
    {
        Handshake? dropped = null;
        var handshake = new Handshake(socket, Environment.TickCount64 + (long)limits.HandshakeTime.TotalMilliseconds);
        lock (_waiting)
        {
            if (_closed)
                return null;
            if (_waiting.Count >= limits.Handshakes)
            {
                dropped = _waiting.First!.Value;
                _waiting.RemoveFirst();
            }
            _waiting.AddLast(handshake.Node);
            _timer ??= new Timer(_ => EndLate(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        }
        dropped?.Abort();
        return handshake;
    }

    /// <summary>The connection is open, or has ended otherwise.</summary>
    public void End(Handshake handshake)
    {
        lock (_waiting)
        {
            if (handshake.Node.List is not null)
                _waiting.Remove(handshake.Node);
        }
    }

    /// <summary>Ends all of them.</summary>
    public void Dispose()
    {
        Handshake[] all;
        lock (_waiting)
        {
            _closed = true;
            all = [.. _waiting];
            _waiting.Clear();
            _timer?.Dispose();
        }
        foreach (var handshake in all)
            handshake.Abort();
    }

    private void EndLate()
    {
        var late = new List<Handshake>();
        lock (_waiting)
        {
            while (_waiting.First is { } first && first.Value.Until <= Environment.TickCount64)
            {
                late.Add(first.Value);
                _waiting.RemoveFirst();
            }
        }
        foreach (var handshake in late)
            handshake.Abort();
    }
}

/// <summary>One connection on its way to being open.</summary>
internal sealed class Handshake
{
    private readonly Socket _socket;

    public Handshake(Socket socket, long until)
    {
        _socket = socket;
        Until = until;
        Node = new LinkedListNode<Handshake>(this);
    }

    /// <summary>When it is too late, in milliseconds of the system's uptime.</summary>
    public long Until { get; }

    public LinkedListNode<Handshake> Node { get; }

    /// <summary>Ends the connection; whoever waits for it sees the socket closed.</summary>
    public void Abort() => _socket.Dispose();
}
