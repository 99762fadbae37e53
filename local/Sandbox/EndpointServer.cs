using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Local.Sandbox.Transport;

namespace Relay.Local.Sandbox;

/// <summary>The web server that the relay calls: HTTP/1.1 on loopback, every path, with TLS where there is a certificate.</summary>
internal static class EndpointServer
{
    private const long MostRequestBytes = 64 * 1024 * 1024;

    // Calls that are slow on purpose are cut, not waited for.
    private static readonly TimeSpan StopBound = TimeSpan.FromMilliseconds(200);

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<WebApplication> StartAsync(
        int port, ConnectionGate gate, Func<X509Certificate2>? certificate, RequestDelegate handler, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostRequestBytes;
            // A byte a second is the point.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => Configure(listen, gate, certificate));
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopBound);
        var app = builder.Build();
        app.Run(handler);
        try
        {
            await app.StartAsync(cancel);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static void Configure(ListenOptions listen, ConnectionGate gate, Func<X509Certificate2>? certificate)
    {
        listen.Protocols = HttpProtocols.Http1;
        // Before TLS: a partner that is down has no certificate to show either.
        listen.Use(gate.Guard);
        if (certificate is not null)
            listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificateSelector = (_, _) => certificate() });
    }
}
