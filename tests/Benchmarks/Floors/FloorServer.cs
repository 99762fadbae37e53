using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Relay.Benchmarks.Children;

namespace Relay.Benchmarks.Floors;

/// <summary>
/// The least that a web server can do with the relay's requests. <c>/a</c> reads the body; <c>/b</c> also reads the JSON,
/// hashes it and verifies its signature. Both answer 202 with nothing.
/// </summary>
internal sealed class FloorServer(WebApplication app, int port) : IChildRole
{
    public ChildReady Ready => new(port);

    public static async Task<FloorServer> StartAsync(FloorOptions options)
    {
        var check = new FloorCheck(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, 0);
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        app.MapPost("/a", (HttpContext context) => AnswerAsync(context, null));
        app.MapPost("/b", (HttpContext context) => AnswerAsync(context, check));
        await app.StartAsync();
        return new FloorServer(app, new Uri(app.Urls.First()).Port);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, FloorCheck? check)
    {
        var request = context.Request;
        var length = (int)(request.ContentLength ?? throw new InvalidOperationException("The load has a length."));
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await request.Body.ReadExactlyAsync(buffer.AsMemory(0, length), context.RequestAborted);
            context.Response.StatusCode = check is null || check.Holds(request.Headers, buffer.AsSpan(0, length))
                ? StatusCodes.Status202Accepted
                : StatusCodes.Status401Unauthorized;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
