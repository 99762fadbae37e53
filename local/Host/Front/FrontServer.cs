using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Relay.Local.Host.Front;

/// <summary>
/// Kestrel on loopback without the hosting layer above it, which would cost every request its diagnostics. What answers can be
/// exchanged while it listens, so that an address outlives the hosts behind it.
/// </summary>
internal sealed class FrontServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly KestrelServer _server;
    private volatile Func<HttpContext, Task> _handler;

    private FrontServer(KestrelServer server)
    {
        _server = server;
        _handler = AnswerUnavailable;
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public static async Task<FrontServer> StartAsync(int port, long bodyLimitBytes, ILoggerFactory logging, CancellationToken cancel)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, ResponseHeaderEncodingSelector = _ => Encoding.UTF8 };
        options.Limits.MaxRequestBodySize = bodyLimitBytes;
        options.Listen(IPAddress.Loopback, port);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), logging);
        var front = new FrontServer(new KestrelServer(Options.Create(options), transport, logging));
        await front._server.StartAsync(front, cancel);
        front.Address = new Uri(front._server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return front;
    }

    /// <summary>Puts a host behind this address; null answers 503 until the next one.</summary>
    public void Serve(Func<HttpContext, Task>? handler) => _handler = handler ?? AnswerUnavailable;

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => _handler(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // A DefaultHttpContext made straight from the server's features owns nothing.
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _server.StopAsync(soon.Token);
        _server.Dispose();
    }

    private static Task AnswerUnavailable(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }
}
