using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>Accepts connections on the loopback addresses and hands each to the protocol its first bytes name.</summary>
internal sealed class SocketFront(BrokerLimits limits, Action<Socket, Handshake> amqp, Action<Socket>? http, ILogger logger)
{
    private static readonly TimeSpan AfterAcceptFault = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _closing = new();
    private readonly Handshakes _handshakes = new(limits);
    private IReadOnlyList<Socket> _listening = [];

    /// <summary>Listens on the port, or on any free one for 0; gives the port and the number of addresses.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public (int Port, int Addresses) Listen(int port)
    {
        (var taken, _listening) = LoopbackSockets.Listen(port);
        foreach (var socket in _listening)
            _ = Task.Run(() => AcceptAllAsync(socket));
        return (taken, _listening.Count);
    }

    /// <summary>The connection is open or gone: it is no longer bound by the handshake's limits.</summary>
    public void Settle(Handshake handshake) => _handshakes.End(handshake);

    /// <summary>Takes no more connections and ends those that are not open yet.</summary>
    public void Close()
    {
        _closing.Cancel();
        foreach (var socket in _listening)
            socket.Dispose();
        _handshakes.Dispose();
    }

    private async Task AcceptAllAsync(Socket listening)
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var socket = await listening.AcceptAsync(_closing.Token);
                _ = ServeAsync(socket);
            }
            catch (Exception e) when (_closing.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
            catch (SocketException e)
            {
                // Too many open files, or the peer was gone already: others must still get in.
                BrokerLog.AcceptFailed(logger, e);
                await Task.Delay(AfterAcceptFault);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        if (_handshakes.Begin(socket) is not { } handshake)
        {
            socket.Dispose();
            return;
        }
        var taken = false;
        try
        {
            socket.NoDelay = true;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            limit.CancelAfter(limits.FirstBytesTime);
            switch (await FirstBytes.PeekAsync(socket, limit.Token))
            {
                case Protocol.Amqp:
                    if (!await Negotiation.RunAsync(socket, _closing.Token))
                        return;
                    amqp(socket, handshake);
                    taken = true;
                    return;
                case Protocol.Http when http is not null:
                    _handshakes.End(handshake);
                    http(socket);
                    taken = true;
                    return;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException or AmqpFormatException)
        {
            BrokerLog.ConnectionRefused(logger, e);
        }
#pragma warning disable CA1031 // What takes the socket over documents no closed set of exceptions; each one ends this connection only, and is logged.
        catch (Exception e)
#pragma warning restore CA1031
        {
            BrokerLog.ConnectionFault(logger, e);
        }
        finally
        {
            if (!taken)
            {
                _handshakes.End(handshake);
                socket.Dispose();
            }
        }
    }
}
