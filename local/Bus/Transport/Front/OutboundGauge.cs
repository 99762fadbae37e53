using Microsoft.Azure.Amqp;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>
/// Counts what one connection was given to send and its peer has not taken yet: messages that wait in links for the peer's
/// window, and frames that wait for the socket. While there is too much of it the connection gets no more deliveries.
/// </summary>
internal sealed class OutboundGauge(OutboundTotal total, BrokerLimits limits) : IAmqpUsageMeter
{
    private readonly object _gate = new();
    private long _unsent;
    private bool _congested;
    private bool _closed;

    /// <summary>Deliveries may go on. Raised on a thread of its own, without locks.</summary>
    public event Action? Drained;

    /// <summary>True from the moment there is too much until most of it is gone.</summary>
    public bool Congested => Volatile.Read(ref _congested);

    /// <summary>So much more, or less, waits in a link.</summary>
    public void Wait(long bytes) => Change(bytes);

    /// <summary>The connection ended: nothing of it waits any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            total.Add(-_unsent);
            _closed = true;
        }
    }

    void IAmqpUsageMeter.OnRead(AmqpConnection connection, ulong frameCode, int numberOfBytes)
    {
        // Only what goes out is counted.
    }

    void IAmqpUsageMeter.OnWrite(AmqpConnection connection, ulong frameCode, int numberOfBytes) => Change(numberOfBytes);

    void ITransportMonitor.OnTransportRead(int bufferSize, int readSize, int cacheHits, long latencyTicks)
    {
        // Only what goes out is counted.
    }

    void ITransportMonitor.OnTransportWrite(int bufferSize, int writeSize, long queueSize, long latencyTicks) => Change(-writeSize);

    private void Change(long bytes)
    {
        bool drained;
        lock (_gate)
        {
            if (_closed)
                return;
            _unsent += bytes;
            var all = total.Add(bytes);
            var congested = _congested
                ? _unsent > limits.UnsentLowBytes
                : _unsent > limits.UnsentBytes || (all > limits.AllUnsentBytes && _unsent > 2 * limits.UnsentLowBytes);
            drained = _congested && !congested;
            Volatile.Write(ref _congested, congested);
        }
        if (drained)
            ThreadPool.QueueUserWorkItem(_ => Drained?.Invoke());
    }
}

/// <summary>What all connections together have not sent yet.</summary>
internal sealed class OutboundTotal
{
    private long _bytes;

    /// <summary>Adds to it, and gives the sum.</summary>
    public long Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
