using System.Net;
using System.Net.Sockets;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>Listening sockets on the loopback addresses.</summary>
internal static class LoopbackSockets
{
    private const int PortAttempts = 20;
    private const int Backlog = 512;

    /// <summary>Listens on IPv4 and, where the machine has it, IPv6, on the same port; any free one for 0.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static (int Port, IReadOnlyList<Socket> Sockets) Listen(int port)
    {
        // A client's "localhost" may mean either address.
        for (var attempt = 1; ; attempt++)
        {
            var sockets = new List<Socket>();
            var candidate = port;
            try
            {
                sockets.Add(ListenOn(IPAddress.Loopback, port));
                candidate = ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
                if (HasIPv6Loopback())
                    sockets.Add(ListenOn(IPAddress.IPv6Loopback, candidate));
                return (candidate, sockets);
            }
            catch (SocketException e)
            {
                foreach (var socket in sockets)
                    socket.Dispose();
                // With any port allowed, another program has this one on the other address: try the next one.
                if (port != 0 || attempt == PortAttempts)
                    throw new IOException($"Port {candidate} cannot be listened on: {e.Message}", e);
            }
        }
    }

    private static Socket ListenOn(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
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
