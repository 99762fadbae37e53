using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Relay.Client;
using Relay.Client.Webhooks;
using Relay.Signatures;

namespace Relay.Local.Conformance.Tests.Partners;

/// <summary>A partner as its documentation says to build one: a web server around the client library's verifier.</summary>
internal sealed class LibraryPartner : IAsyncDisposable
{
    private readonly SigningKey _key = SigningKey.CreateEcdsaP256("library-1");
    private RelayClient _client = null!;
    private WebhookVerifier _verifier = null!;
    private WebApplication _server = null!;

    public Uri Endpoint => new(_server.Urls.Single() + "/relay");

    public Uri Events => new(_server.Urls.Single() + "/events");

    public static async Task<LibraryPartner> StartAsync(Uri relay)
    {
        var partner = new LibraryPartner();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = partner._server = builder.Build();
        app.MapPost("/relay", (Delegate)partner.ReceiveAsync);
        app.MapPost("/events", (Delegate)partner.NoticeAsync);
        await app.StartAsync();
        partner._client = new RelayClient(new RelayClientOptions { Address = relay, Authority = relay.Authority, Key = partner._key });
        partner._verifier = new WebhookVerifier(
            partner._client, new WebhookVerifierOptions { Authority = new Uri(app.Urls.Single()).Authority, LeastRefreshSeconds = 0 });
        return partner;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _verifier.Dispose();
        _client.Dispose();
        _key.Dispose();
    }

    private async Task<IResult> ReceiveAsync(HttpContext context)
    {
        var check = await _verifier.VerifyAsync(await ReadAsync(context));
        if (!check.IsValid)
            return Results.StatusCode(StatusOf(check.Outcome));
        if (context.Request.ContentType != DeliveryAnswer.MediaType)
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);

        var answer = new DeliveryAnswer([.. check.Batch.Envelopes.Select(envelope => envelope.To.User == "conformance-nobody"
            ? new DeliveryResult(envelope.Id, DeliveryStatus.Refused, "no-such-user")
            : new DeliveryResult(envelope.Id, DeliveryStatus.Accepted))]);
        return Results.Bytes(answer.ToUtf8(), DeliveryAnswer.MediaType);
    }

    private async Task<IResult> NoticeAsync(HttpContext context)
    {
        var check = await _verifier.VerifyNoticeAsync(await ReadAsync(context));
        return Results.StatusCode(check.IsValid ? StatusCodes.Status204NoContent : StatusOf(check.Outcome));
    }

    private static int StatusOf(WebhookOutcome outcome) => outcome switch
    {
        WebhookOutcome.KeysUnavailable => StatusCodes.Status503ServiceUnavailable,
        WebhookOutcome.BodyMalformed => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status401Unauthorized,
    };

    private static async Task<WebhookRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers;
        return new WebhookRequest
        {
            Method = context.Request.Method,
            Path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            SignatureInput = headers["Signature-Input"],
            Signature = headers["Signature"],
            ContentDigest = headers["Content-Digest"],
            Body = body.ToArray(),
        };
    }
}
