using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Relay.Local.Conformance.Tests.Partners;

/// <summary>
/// A partner that does all that is asked, but for the point that is its flaw; without a flaw it conforms. So it does when it
/// <see cref="Throttles"/> or <see cref="PutsOff"/>, as a partner may.
/// </summary>
internal sealed class FlawedPartner : IAsyncDisposable
{
    /// <summary>Answers 429 to every seventh signed delivery.</summary>
    public const string Throttles = "throttles";

    /// <summary>Answers retry to every envelope when it comes first.</summary>
    public const string PutsOff = "puts off";

    private const int Seventh = 7;

    private readonly string _flaw;
    private readonly PartnerInbox _inbox = new();
    private readonly ConcurrentDictionary<string, bool> _batches = new();
    private readonly ConcurrentDictionary<string, bool> _notices = new();
    private readonly ConcurrentDictionary<Guid, bool> _putOff = new();
    private int _calls;
    private LenientVerifier _verifier = null!;
    private LenientVerifier _noticeVerifier = null!;
    private WebApplication _server = null!;

    private FlawedPartner(string flaw) => _flaw = flaw;

    public Uri Endpoint => new(_server.Urls.Single() + "/relay");

    public Uri Events => new(_server.Urls.Single() + "/events");

    public Uri Witness => new(_server.Urls.Single() + "/witness");

    public static async Task<FlawedPartner> StartAsync(Uri keys, string flaw = "", X509Certificate2? certificate = null)
    {
        var partner = new FlawedPartner(flaw);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = flaw == "ROB-03" ? 1_000_000 : 64_000_000;
            kestrel.Limits.MinRequestBodyDataRate = flaw == "ROB-02" ? null : new MinDataRate(50, TimeSpan.FromSeconds(2));
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
        });
        var app = partner._server = builder.Build();
        app.MapPost("/relay", partner.ReceiveAsync);
        app.MapPost("/events", partner.NoticeAsync);
        app.MapGet("/witness", (HttpContext context, string user) => context.Response.WriteAsJsonAsync(new { taken = partner.Shown(user) }));
        await app.StartAsync();
        var authority = new Uri(app.Urls.Single()).Authority;
        partner._verifier = new LenientVerifier(keys, authority, flaw);
        partner._noticeVerifier = new LenientVerifier(keys, authority, flaw switch { "EVT-02" => "SIG-02", "EVT-03" => "SIG-03", "EVT-04" => "SIG-14", _ => "" });
        return partner;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private IReadOnlyList<Guid> Shown(string user) => (_flaw, _inbox.Of(user)) switch
    {
        ("WIT-01", { Count: > 0 } ids) => [.. ids.SkipLast(1)],
        ("WIT-03", { Count: > 1 } ids) => [.. ids.Reverse()],
        (_, var ids) => ids,
    };

    private async Task ReceiveAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        var delivery = DeliveryReader.Read(body);
        context.Items["json"] = DeliveryReader.IsJson(body);
        // The flaw: what comes is kept before anybody asks who sent it.
        if (_flaw == "WIT-04")
            delivery?.Envelopes.ForEach(envelope => _inbox.Keep(envelope.User, envelope.Id));
        if (!await _verifier.HoldsAsync(context.Request, Target(context), body))
        {
            context.Response.StatusCode = 401;
            return;
        }

        await AnswerAsync(context, delivery);
    }

    private async Task AnswerAsync(HttpContext context, DeliveryReader.Delivery? delivery)
    {
        if (_flaw == Throttles && Interlocked.Increment(ref _calls) % Seventh == 0)
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "0");
            return;
        }

        var status = DeliveryStatuses.Of(_flaw, context.Request, delivery, delivery is not null && !_batches.TryAdd(delivery.Batch, true));
        if (status != 200 || delivery is null)
        {
            context.Response.StatusCode = status;
            return;
        }

        var users = delivery.Envelopes.Select(envelope => envelope.User).Distinct().Count(DeliveryStatuses.IsKnown);
        var results = delivery.Envelopes.Select(envelope => Result(envelope, delivery, users)).ToList();
        await (_flaw == "DLV-01" ? context.Response.WriteAsync("\"taken\"") : context.Response.WriteAsJsonAsync(new { results }));
    }

    private object Result(DeliveryReader.Envelope envelope, DeliveryReader.Delivery delivery, int users)
    {
        var had = _inbox.Has(envelope.Id);
        var reason = !DeliveryStatuses.IsKnown(envelope.User) && _flaw != "DLV-05" ? "no-such-user"
            : _flaw == "DLV-04" && had && delivery.Envelopes.Exists(other => !_inbox.Has(other.Id)) ? "duplicate"
            : _flaw == "DLV-09" && users > 1 && !delivery.Shares ? "one-user-at-a-time"
            : null;
        if (reason is not null)
            return new { id = envelope.Id, status = "refused", reason };

        if (_flaw == PutsOff && _putOff.TryAdd(envelope.Id, true))
            return new { id = envelope.Id, status = "retry" };

        _inbox.Keep(envelope.User, envelope.Id, again: _flaw == "WIT-02");
        return new { id = envelope.Id, status = "accepted" };
    }

    private async Task NoticeAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        context.Response.StatusCode = await _noticeVerifier.HoldsAsync(context.Request, Target(context), body) ? NoticeStatuses.Of(_flaw, body, !_notices.TryAdd(context.Request.Headers["webhook-id"].ToString(), true)) : 401;
    }

    private static string Target(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }
}
