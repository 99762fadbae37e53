using System.Net.Sockets;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transport;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus.Transport.Front;

namespace Relay.Local.Bus.Transport;

/// <summary>Listens on the loopback addresses and opens AMQP connections; what speaks HTTP goes to another handler.</summary>
internal sealed class BrokerListener
{
    private static readonly TimeSpan CloseTime = TimeSpan.FromMilliseconds(500);

    private readonly BrokerRuntime _runtime;
    private readonly ILogger _logger;
    private readonly BrokerLimits _limits;
    private readonly AmqpSettings _settings;
    private readonly HashSet<AmqpConnection> _connections = [];
    private readonly SocketFront _front;
    private readonly PartialTotal _partial;
    private bool _closed;

    /// <summary><paramref name="http"/> takes over the sockets of HTTP clients, with nothing read from them; null closes these.</summary>
    public BrokerListener(BrokerRuntime runtime, ILogger logger, Action<Socket>? http = null)
    {
        _runtime = runtime;
        _logger = logger;
        _limits = runtime.Limits;
        _partial = new PartialTotal(_limits);
        _settings = new AmqpSettings { RuntimeProvider = runtime };
        var amqp = new AmqpTransportProvider();
        amqp.Versions.Add(new AmqpVersion(1, 0, 0));
        _settings.TransportProviders.Add(amqp);
        _front = new SocketFront(_limits, Open, http, logger);
    }

    /// <summary>Open connections.</summary>
    public int Connections
    {
        get
        {
            lock (_connections)
                return _connections.Count;
        }
    }

    /// <summary>Listens on the port, or on any free one for 0; gives the port.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public int Listen(int port)
    {
        var (taken, addresses) = _front.Listen(port);
        BrokerLog.Listening(_logger, taken, addresses);
        return taken;
    }

    /// <summary>Ends listening and every connection, within a second.</summary>
    public void Close()
    {
        _front.Close();
        AmqpConnection[] open;
        lock (_connections)
        {
            _closed = true;
            open = [.. _connections];
        }
        foreach (var connection in open)
            connection.SafeClose(new AmqpException(AmqpErrorCode.ConnectionForced, "The broker ends."));
        // A client that answers sees a proper end; one that does not is cut off.
        lock (_connections)
        {
            var until = Environment.TickCount64 + (long)CloseTime.TotalMilliseconds;
            while (_connections.Count > 0 && until - Environment.TickCount64 is > 0 and var left)
                Monitor.Wait(_connections, (int)left);
            open = [.. _connections];
        }
        foreach (var connection in open)
            connection.Abort();
    }

    private void Open(Socket socket, Handshake handshake)
    {
        var settings = new AmqpConnectionSettings
        {
            ContainerId = "relay-bus",
            MaxFrameSize = BrokerLimits.LargestFrameBytes,
            ChannelMax = (ushort)(_limits.SessionsOfConnection - 1),
            IdleTimeOut = (uint)_limits.IdleTime.TotalMilliseconds,
        };
        var transport = new SocketTransport(socket, _partial, _logger);
        var connection = _runtime.CreateConnection(transport, ProtocolHeader.Amqp100, false, _settings, settings);
        transport.Faulted = connection.SafeClose;
        bool refused;
        lock (_connections)
        {
            if (_closed)
            {
                connection.Abort();
                return;
            }
            refused = _connections.Count >= _limits.Connections;
            _connections.Add(connection);
        }
        connection.SafeAddClosed((_, _) =>
        {
            _front.Settle(handshake);
            lock (_connections)
            {
                _connections.Remove(connection);
                Monitor.PulseAll(_connections);
            }
        });
        _ = OpenAsync(connection, handshake, refused);
    }

    private async Task OpenAsync(AmqpConnection connection, Handshake handshake, bool refused)
    {
        try
        {
            await connection.OpenAsync(_limits.HandshakeTime);
            _front.Settle(handshake);
            if (refused)
                connection.SafeClose(new AmqpException(AmqpErrorCode.ResourceLimitExceeded, $"The broker has {_limits.Connections} connections, which is its limit."));
        }
#pragma warning disable CA1031 // The AMQP library documents no closed set of exceptions; each one ends this connection only, and is logged.
        catch (Exception e)
#pragma warning restore CA1031
        {
            BrokerLog.ConnectionRefused(_logger, e);
            connection.SafeClose(e);
        }
    }
}
