using System.Collections.Concurrent;
using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Local.Stack;

namespace Relay.Road.Tests.Fixtures;

/// <summary>
/// Another instance of the relay's API over a stack's stores, inside the test, that notes every call to Table storage by method and
/// table. A new one has nothing in its caches.
/// </summary>
internal sealed class RecordedRelay : IAsyncDisposable
{
    // Read beside requests, when a partner was not seen for a while: no part of any request.
    private const string BesideRequests = "lanes";

    private readonly WebApplication _app;
    private readonly Recorder _recorder;

    private RecordedRelay(WebApplication app, Recorder recorder) => (_app, _recorder) = (app, recorder);

    public Uri Address => new(_app.Urls.Single());

    public static async Task<RecordedRelay> StartAsync(LocalStack stack, int cacheSeconds)
    {
        var recorder = new Recorder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(stack.Settings.Select(setting =>
            KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)));
        builder.Configuration["Relay:DirectoryCacheSeconds"] = cacheSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        builder.Configuration["Relay:CreateStores"] = "false";
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRelay();
        var options = new TableClientOptions();
        options.AddPolicy(recorder, HttpPipelinePosition.PerCall);
        builder.Services.AddSingleton(new TableServiceClient(stack.Azurite.ConnectionString, options));
        var app = builder.Build();
        app.UseMiddleware<UnexpectedFailures>();
        app.UseMiddleware<BodyIntake>();
        app.MapApi();
        await app.StartAsync();
        return new RecordedRelay(app, recorder);
    }

    /// <summary>Sends a request here; gives the answer and the calls that it took, in order.</summary>
    public async Task<(int Status, string Body, string? ContentType, string Calls)> SendAsync(HttpRequestMessage request)
    {
        _recorder.Calls.Clear();
        var (status, body, contentType) = await RawCall.SendAsync(request, Address);
        return (status, body, contentType, string.Join('\n', _recorder.Calls));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Recorder : HttpPipelineSynchronousPolicy
    {
        public ConcurrentQueue<string> Calls { get; } = new();

        public override void OnSendingRequest(HttpMessage message)
        {
            // account/table(PartitionKey='…',RowKey='…'), account/table() or account/table
            var table = message.Request.Uri.Path.Split(['/', '('], StringSplitOptions.RemoveEmptyEntries)[1];
            if (table != BesideRequests)
                Calls.Enqueue($"{message.Request.Method} {table}");
        }
    }
}
