using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relay.Functions.Operations;

namespace Relay.Local.Conformance.Keys;

/// <summary>Publishes the kit's keys as a relay does: <c>GET /.well-known/relay</c>, and nothing else.</summary>
public sealed class KeyServer : IAsyncDisposable
{
    private readonly WebApplication _server;

    private KeyServer(WebApplication server) => _server = server;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_server.Urls.Single());

    /// <summary>Starts one.</summary>
    /// <param name="keys">What it shows, as it is at each request.</param>
    /// <param name="listen">Address and port; port 0 takes a free one.</param>
    /// <param name="cancel">Ends the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<KeyServer> StartAsync(KitKeys keys, IPEndPoint listen, CancellationToken cancel = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(listen));
        var app = builder.Build();
        app.MapGet("/.well-known/relay", (HttpContext context) =>
        {
            // A relay lets its keys be kept for five minutes; here they change within one run.
            context.Response.Headers.CacheControl = "no-store";
            return context.Response.WriteAsJsonAsync(new RelayDescription(context.Request.Host.Value!, keys.Published), WellKnownJson.Default.RelayDescription);
        });
        try
        {
            await app.StartAsync(cancel);
            return new KeyServer(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
