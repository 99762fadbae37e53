using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relay.Cli.Operators;
using Relay.Signatures;

namespace Relay.Cli.Tests.Held;

/// <summary>A web server that answers the operator's calls with what a test lays ready, one answer a call.</summary>
internal sealed class ScriptedRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _keyFile = Path.Combine(Path.GetTempPath(), $"relay-scripted-{Guid.NewGuid():N}.json");

    private ScriptedRelay(WebApplication app) => _app = app;

    /// <summary>Answers still to come: status and JSON.</summary>
    public ConcurrentQueue<(int Status, string Json)> Answers { get; } = new();

    /// <summary>Bodies of the calls that came.</summary>
    public ConcurrentQueue<JsonElement> Orders { get; } = new();

    /// <summary>Runs before each answer.</summary>
    public Action BeforeAnswer { get; set; } = () => { };

    public static async Task<ScriptedRelay> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var relay = new ScriptedRelay(builder.Build());
        relay._app.Run(relay.AnswerAsync);
        await relay._app.StartAsync();
        using var key = SigningKey.CreateEd25519("operator-1");
        await File.WriteAllTextAsync(relay._keyFile, JsonSerializer.Serialize(new { kid = key.KeyId, pem = key.ExportPkcs8Pem() }));
        return relay;
    }

    public OperatorAccess Access() => OperatorAccess.Open(_app.Urls.Single(), null, _keyFile, "");

    public string[] Options => ["--relay", _app.Urls.Single(), "--key", _keyFile];

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        File.Delete(_keyFile);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.ContentLength > 0)
            Orders.Enqueue((await JsonDocument.ParseAsync(context.Request.Body)).RootElement);
        BeforeAnswer();
        var (status, json) = Answers.TryDequeue(out var next) ? next : (500, "{}");
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json);
    }
}
