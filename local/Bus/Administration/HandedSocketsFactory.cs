using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Relay.Local.Bus.Administration;

/// <summary>A transport of the web server whose connections come out of a channel instead of a listening socket.</summary>
internal sealed class HandedSocketsFactory(ChannelReader<Socket> accepted) : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new HandedSockets(endpoint, accepted));

    private sealed class HandedSockets(EndPoint endpoint, ChannelReader<Socket> accepted) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();
        private readonly SocketConnectionContextFactory _connections =
            new(new SocketConnectionFactoryOptions { IOQueueCount = 0 }, NullLogger.Instance);

        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _unbound.Token);
                while (true)
                {
                    if (Connect(await accepted.ReadAsync(either.Token)) is { } connection)
                        return connection;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
            {
                // Null tells the web server that no more will come.
                return null;
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _unbound.Cancel();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            _connections.Dispose();
            _unbound.Dispose();
            return ValueTask.CompletedTask;
        }

        /// <summary>Null when the client has gone already: an exception would end the web server's accepting for good.</summary>
        private ConnectionContext? Connect(Socket socket)
        {
            try
            {
                socket.NoDelay = true;
                return _connections.Create(socket);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                socket.Dispose();
                return null;
            }
        }
    }
}
