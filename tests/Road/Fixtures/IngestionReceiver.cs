using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Takes what is exported to Azure Monitor (Breeze, <c>POST /v2.1/track</c>: lines of JSON, gzip), and keeps the lines.</summary>
public sealed class IngestionReceiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<string> _lines = new();

    public IngestionReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapPost("/v2.1/track", (Delegate)TrackAsync);
        _server.Start();
    }

    /// <summary>A line for each thing that was told.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>The settings that send everything here, and nothing about the exporter itself to Microsoft.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = $"InstrumentationKey={Guid.Empty};IngestionEndpoint={_server.Urls.Single()}/",
        ["APPLICATIONINSIGHTS_STATSBEAT_DISABLED"] = "true",
        ["Telemetry__SamplePercent"] = "100",
    };

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<IResult> TrackAsync(HttpContext context)
    {
        var body = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        using var reader = new StreamReader(body);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
            _lines.Enqueue(line);
        return Results.Json(new { itemsReceived = lines.Length, itemsAccepted = lines.Length, errors = Array.Empty<object>() });
    }
}
