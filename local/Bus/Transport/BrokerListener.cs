using System.Net;
using System.Net.Sockets;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;
using Microsoft.Extensions.Logging;

namespace Relay.Local.Bus.Transport;

/// <summary>Listens on the loopback addresses and opens AMQP connections.</summary>
internal sealed class BrokerListener
{
    private const int PortAttempts = 20;
    private const uint LargestFrame = 64 * 1024;
    private const uint IdleMilliseconds = 4 * 60 * 1000;

    private readonly BrokerRuntime _runtime;
    private readonly ILogger _logger;
    private readonly AmqpSettings _settings;
    private readonly HashSet<AmqpConnection> _connections = [];
    private readonly List<TransportListener> _listeners = [];

    public BrokerListener(BrokerRuntime runtime, ILogger logger)
    {
        _runtime = runtime;
        _logger = logger;
        _settings = new AmqpSettings { RuntimeProvider = runtime };
        var sasl = new SaslTransportProvider();
        sasl.Versions.Add(new AmqpVersion(1, 0, 0));
        sasl.AddHandler(new SaslAnonymousHandler("MSSBCBS"));
        sasl.AddHandler(new SaslAnonymousHandler());
        var amqp = new AmqpTransportProvider();
        amqp.Versions.Add(new AmqpVersion(1, 0, 0));
        _settings.TransportProviders.Add(sasl);
        _settings.TransportProviders.Add(amqp);
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
        for (var attempt = 1; ; attempt++)
        {
            var candidate = port == 0 ? FreePort() : port;
            try
            {
                ListenOn(candidate);
                BrokerLog.Listening(_logger, candidate, _listeners.Count);
                return candidate;
            }
            catch (SocketException e) when (port != 0 || attempt == PortAttempts)
            {
                throw new IOException($"Port {candidate} cannot be listened on: {e.Message}", e);
            }
            catch (SocketException)
            {
                // Another program took the free port in between: try the next one.
                Close();
            }
        }
    }

    public void Close()
    {
        foreach (var listener in _listeners)
            listener.Close();
        _listeners.Clear();
        AmqpConnection[] open;
        lock (_connections)
            open = [.. _connections];
        foreach (var connection in open)
            connection.SafeClose();
    }

    private void ListenOn(int port)
    {
        // A client's "localhost" may mean either address.
        var addresses = new List<IPAddress> { IPAddress.Loopback };
        if (HasIPv6Loopback())
            addresses.Add(IPAddress.IPv6Loopback);
        foreach (var address in addresses)
        {
            var tcp = new TcpTransportSettings { Host = address.ToString(), Port = port };
            var listener = new AmqpTransportListener([tcp.CreateListener()], _settings);
            listener.Listen(Accept);
            _listeners.Add(listener);
        }
    }

    private void Accept(TransportListener listener, TransportAsyncCallbackArgs args)
    {
        var settings = new AmqpConnectionSettings
        {
            ContainerId = "relay-bus",
            MaxFrameSize = LargestFrame,
            IdleTimeOut = IdleMilliseconds,
        };
        var connection = _runtime.CreateConnection(args.Transport, (ProtocolHeader)args.UserToken, false, _settings, settings);
        lock (_connections)
            _connections.Add(connection);
        connection.SafeAddClosed((_, _) =>
        {
            lock (_connections)
                _connections.Remove(connection);
        });
        _ = OpenAsync(connection);
    }

    private async Task OpenAsync(AmqpConnection connection)
    {
        try
        {
            await connection.OpenAsync(TimeSpan.FromSeconds(30));
        }
        catch (Exception e) when (e is AmqpException or IOException or SocketException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            BrokerLog.ConnectionRefused(_logger, e);
            connection.SafeClose(e);
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static bool HasIPv6Loopback()
    {
        if (!Socket.OSSupportsIPv6)
            return false;
        try
        {
            using var probe = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
