using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Relay.Local.Sandbox.Transport;

/// <summary>Lets connections in or resets them, and can reset those that are open.</summary>
/// <param name="isOpen">Whether connections are taken at this moment.</param>
/// <param name="refused">Told of each connection that is not.</param>
internal sealed class ConnectionGate(Func<bool> isOpen, Action refused)
{
    private readonly ConcurrentDictionary<string, ConnectionContext> _open = new();

    /// <summary>The connection middleware: what comes before TLS.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        if (!isOpen())
        {
            refused();
            Reset(connection);
            return;
        }

        _open[connection.ConnectionId] = connection;
        try
        {
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection.ConnectionId, out _);
        }
    };

    /// <summary>Resets one connection; nothing when it is closed already.</summary>
    public void Reset(string connectionId)
    {
        if (_open.TryGetValue(connectionId, out var connection))
            Reset(connection);
    }

    /// <summary>Resets all that are open.</summary>
    public void ResetAll()
    {
        foreach (var connection in _open.Values)
            Reset(connection);
    }

    private static void Reset(ConnectionContext connection)
    {
        try
        {
            // Without lingering the peer gets RST and not FIN, as from a machine that died.
            if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
                socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
        {
            // The peer was faster: it is closed, which is what was wanted.
        }

        connection.Abort();
    }
}
