using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Local.Bus.Transport;

namespace Relay.Local.Bus.Administration;

/// <summary>
/// Serves HTTP connections that were accepted elsewhere: what the administration clients of Service Bus read, and a page for
/// people. The web server starts with the first connection, so that a broker without HTTP holds none.
/// </summary>
/// <remarks>
/// The .NET client reaches it with the broker's connection string. So does the JavaScript client from the version on that
/// speaks http to a development emulator; version 7.9.5 always asks for https, and needs a policy on its pipeline that turns
/// <c>https:</c> into <c>http:</c> in the request's URL and sets <c>allowInsecureConnection</c>.
/// </remarks>
internal sealed class AdministrationServer(Func<BusStatus> status, TokenAuthority authority, TimeProvider clock, ILogger logger)
    : IAsyncDisposable
{
    private const int MostConnections = 100;
    private const int LargestBody = 64 * 1024;
    private const int LargestHeaders = 16 * 1024;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly Channel<Socket> _accepted = Channel.CreateUnbounded<Socket>();
    private readonly Lock _gate = new();
    private Task<KestrelServer>? _server;
    private bool _disposed;

    /// <summary>Serves one connection, from its first byte to its end. The socket belongs to the server from here on.</summary>
    public void Take(Socket accepted)
    {
        lock (_gate)
        {
            if (!_disposed && _accepted.Writer.TryWrite(accepted))
            {
                _server ??= StartAsync();
                return;
            }
        }
        accepted.Dispose();
    }

    /// <summary>Ends the connections; requests under way have two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _accepted.Writer.Complete();
        }
        if (_server is not null)
        {
            using var server = await _server;
            using var deadline = new CancellationTokenSource(StopTimeout);
            await server.StopAsync(deadline.Token);
        }
        while (_accepted.Reader.TryRead(out var socket))
            socket.Dispose();
    }

    private async Task<KestrelServer> StartAsync()
    {
        // Accepting must not wait for the web server to start.
        await Task.Yield();
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.MaxRequestBodySize = LargestBody;
        options.Limits.MaxRequestHeadersTotalSize = LargestHeaders;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // The address is a name only: connections come through the channel.
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        var server = new KestrelServer(Options.Create(options), new HandedSocketsFactory(_accepted.Reader), NullLoggerFactory.Instance);
        await server.StartAsync(new AdministrationApplication(new AdministrationRequests(status, authority, clock), logger), CancellationToken.None);
        return server;
    }
}
