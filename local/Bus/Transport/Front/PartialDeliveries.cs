using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>
/// Counts what one connection has sent of deliveries that are not whole: the library keeps the parts until the last one
/// comes, which may be never.
/// </summary>
internal sealed class PartialDeliveries(PartialTotal total)
{
    /// <summary>What a part costs beside its bytes.</summary>
    private const int PartBytes = 256;

    private readonly Dictionary<(ushort Channel, long Handle), long> _parts = [];
    private readonly object _gate = new();
    private long _bytes;
    private bool _closed;

    /// <summary>Part of a delivery came, or the last of it.</summary>
    /// <exception cref="AmqpFormatException">All connections hold too much of this, and this one more than a little.</exception>
    public void Transfer(ushort channel, long handle, int bytes, bool more)
    {
        lock (_gate)
        {
            if (!more)
            {
                Forget((channel, handle));
                return;
            }
            if (_closed)
                return;
            bytes += PartBytes;
            _parts[(channel, handle)] = _parts.GetValueOrDefault((channel, handle)) + bytes;
            _bytes += bytes;
            if (total.Add(bytes, _bytes))
                throw new AmqpFormatException("Too many deliveries are begun and not ended.");
        }
    }

    /// <summary>A link ended.</summary>
    public void Detach(ushort channel, long handle)
    {
        lock (_gate)
            Forget((channel, handle));
    }

    /// <summary>A session ended.</summary>
    public void End(ushort channel)
    {
        lock (_gate)
        {
            foreach (var key in _parts.Keys.Where(key => key.Channel == channel).ToArray())
                Forget(key);
        }
    }

    /// <summary>The connection ended.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var key in _parts.Keys.ToArray())
                Forget(key);
        }
    }

    private void Forget((ushort Channel, long Handle) key)
    {
        if (_parts.Count == 0 || !_parts.Remove(key, out var bytes))
            return;
        _bytes -= bytes;
        total.Add(-bytes, 0);
    }
}

/// <summary>What all connections have sent of deliveries that are not whole.</summary>
internal sealed class PartialTotal(BrokerLimits limits)
{
    private long _bytes;

    /// <summary>Adds to it; true when that is too much for a connection that holds so much of its own.</summary>
    public bool Add(long bytes, long own) => Interlocked.Add(ref _bytes, bytes) > limits.PartialBytes && own > limits.PartialShareBytes;
}
