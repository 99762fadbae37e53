using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relay.Local.Conformance.Keys;

namespace Relay.Local.Conformance.Tests.Partners;

/// <summary>What a provider asks of a relay before it has users: the kit's keys, and a yes to users and their keys.</summary>
internal sealed class RelayStandIn : IAsyncDisposable
{
    private readonly WebApplication _server;

    private RelayStandIn(WebApplication server) => _server = server;

    public Uri Address => new(_server.Urls.Single());

    public static async Task<RelayStandIn> StartAsync(KitKeys keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/.well-known/relay", (HttpContext context) => context.Response.WriteAsJsonAsync(new { authority = context.Request.Host.Value, keys = keys.Published }));
        app.MapPut("/v1/users/{user}", (HttpContext context) => context.Response.WriteAsJsonAsync(new { serviceId = Guid.NewGuid(), optedIn = true }));
        app.MapPut("/v1/users/{user}/devices/{device}/keys", (HttpContext context, int device) =>
            context.Response.WriteAsJsonAsync(new { device, preKeys = 100, kyberPreKeys = 100, digest = "" }));
        await app.StartAsync();
        return new RelayStandIn(app);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
