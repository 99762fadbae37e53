using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Takes what is exported by OTLP over HTTP in protobuf, and keeps all of it.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> _received = new();

    public OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapPost("/v1/{signal}", ReceiveAsync);
        _server.Start();
    }

    /// <summary>The settings that send everything here, soon.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _server.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["Telemetry__SamplePercent"] = "100",
    };

    /// <summary>Every body that came, whatever it holds.</summary>
    public IReadOnlyList<byte[]> Bodies => [.. _received.Select(one => one.Body)];

    /// <summary>All spans.</summary>
    public IReadOnlyList<OtlpSpan> Spans => [.. Of("traces").SelectMany(OtlpSpan.Read)];

    /// <summary>All points of all metrics, each as often as it was sent.</summary>
    public IReadOnlyList<OtlpPoint> Points => [.. Of("metrics").SelectMany(OtlpPoint.Read)];

    /// <summary>How many bodies of logs came.</summary>
    public int Logs => Of("logs").Count();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private IEnumerable<byte[]> Of(string signal) => _received.Where(one => one.Signal == signal).Select(one => one.Body);

    private async Task<IResult> ReceiveAsync(HttpContext context, string signal)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue((signal, body.ToArray()));
        return Results.Bytes([], "application/x-protobuf");
    }
}
