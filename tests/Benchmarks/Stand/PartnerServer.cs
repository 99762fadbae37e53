using System.Buffers;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Relay.Benchmarks.Stand;

/// <summary>The recipients' web server: verifies nothing, notes which envelopes came, and answers 204.</summary>
internal sealed class PartnerServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Arrivals arrivals = new();

    private PartnerServer(WebApplication app) => this.app = app;

    /// <summary>What came.</summary>
    public Arrivals Arrivals => arrivals;

    /// <summary>Where the relay delivers to.</summary>
    public Uri Webhook => new(app.Urls.First() + "/webhook");

    public static async Task<PartnerServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, 0);
            server.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        var partner = new PartnerServer(app);
        app.MapPost("/webhook", partner.TakeAsync);
        await app.StartAsync();
        return partner;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var length = (int)(context.Request.ContentLength ?? throw new InvalidOperationException("The relay gives a length."));
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await context.Request.Body.ReadExactlyAsync(buffer.AsMemory(0, length), context.RequestAborted);
            arrivals.Note(buffer.AsSpan(0, length), Stopwatch.GetTimestamp());
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
