using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Signatures;

namespace Relay.Client.Tests.Support;

/// <summary>A request that reached the relay with a good signature, or that needed none.</summary>
internal sealed record Received(string Method, string Target, byte[] Body, string? ContentType, string? Nonce);

/// <summary>
/// A web server that plays the relay. It checks every signature under <c>/v1/</c> as the wire contract says; what it answers is
/// up to the test, which can put answers in the way of the regular ones.
/// </summary>
internal sealed class FakeRelay : IAsyncDisposable
{
    internal const string Authority = "relay.test";

    private readonly WebApplication _app;
    private readonly NonceMemory _nonces = new();
    private readonly ConcurrentDictionary<string, Func<HttpContext, Received, Task>> _routes = new();

    private FakeRelay(WebApplication app) => _app = app;

    internal ImpatientClock Clock { get; } = new();

    internal SigningKey PartnerKey { get; } = SigningKey.CreateEcdsaP256("instagram-1");

    /// <summary>A second key that it takes; null for none.</summary>
    internal SigningKey? NextKey { get; set; }

    internal Uri Address { get; private set; } = null!;

    internal ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>Answers that come before the regular ones, one a request.</summary>
    internal ConcurrentQueue<Func<HttpContext, Task>> Faults { get; } = new();

    internal static async Task<FakeRelay> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024);
        var app = builder.Build();
        var relay = new FakeRelay(app);
        app.Run(relay.AnswerAsync);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!;
        relay.Address = new Uri(addresses.Addresses.Single());
        return relay;
    }

    /// <summary>Sets the regular answer to a method and target.</summary>
    internal void On(string methodAndTarget, Func<HttpContext, Received, Task> answer) => _routes[methodAndTarget] = answer;

    internal RelayClient Client(int mostAttempts = 4) => new(new RelayClientOptions
    {
        Address = Address,
        Authority = Authority,
        Key = PartnerKey,
        Clock = Clock,
        MostAttempts = mostAttempts,
        AttemptTimeoutSeconds = 30,
    });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        PartnerKey.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var received = new Received(context.Request.Method, target, body.ToArray(), context.Request.ContentType, null);
        if (target.StartsWith("/v1/", StringComparison.Ordinal) && Check(received, context.Request.Headers, out var nonce) is var failure)
        {
            if (failure is not null)
            {
                await context.ProblemAsync(401, "signature-invalid", failure);
                return;
            }

            received = received with { Nonce = nonce };
        }

        Requests.Enqueue(received);
        if (Faults.TryDequeue(out var fault))
            await fault(context);
        else if (_routes.TryGetValue($"{received.Method} {target}", out var answer))
            await answer(context, received);
        else
            await context.ProblemAsync(404, "not-found", "Nothing is here.");
    }

    private string? Check(Received request, IHeaderDictionary headers, out string? nonce)
    {
        nonce = null;
        var failure = ParsedSignature.TryParse(headers["Signature-Input"], headers["Signature"], out var parsed);
        if (failure != SignatureFailure.None)
            return failure.Describe();
        nonce = parsed!.Nonce;
        var query = request.Target.IndexOf('?', StringComparison.Ordinal);
        var line = query < 0
            ? new SignedRequestLine(request.Method, Authority, request.Target, "")
            : new SignedRequestLine(request.Method, Authority, request.Target[..query], request.Target[query..]);
        failure = MessageVerifier.Verify(
            parsed, line, headers["Content-Digest"], SHA256.HashData(request.Body), (parsed.KeyId == NextKey?.KeyId ? NextKey : PartnerKey).Public,
            SignatureTags.Request, Clock.GetUtcNow(), new SignatureRules());
        if (failure != SignatureFailure.None)
            return failure.Describe();
        return _nonces.TryAdd(parsed.KeyId, parsed.Nonce, parsed.Expires, Clock.GetUtcNow()) ? null : "replayed";
    }
}
