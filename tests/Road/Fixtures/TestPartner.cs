using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Agreements;
using Relay.Client.Envelopes;
using Relay.Client.Webhooks;
using Relay.Local.Stack;
using Relay.Signatures;

namespace Relay.Road.Tests.Fixtures;

/// <summary>A messaging provider: a real web server that verifies every delivery, and the client library.</summary>
public sealed class TestPartner : IAsyncDisposable
{
    private const string KeysChanged = "keys.changed";

    private static int s_counter;

    private readonly LocalStack _stack;
    private readonly ConcurrentQueue<IncomingEnvelope> _received = new();
    private readonly ConcurrentQueue<IncomingEnvelope> _taken = new();
    private readonly ConcurrentQueue<RelayNotice> _notices = new();
    private readonly ConcurrentQueue<string> _traces = new();
    private WebApplication? _server;
    private WebhookVerifier? _verifier;

    private TestPartner(LocalStack stack, string name)
    {
        _stack = stack;
        Name = name;
        Key = SigningKey.CreateEcdsaP256(name + "-1");
        Client = new RelayClient(new RelayClientOptions { Address = stack.Address, Authority = stack.Authority, Key = Key, MostAttempts = 1 });
    }

    public string Name { get; }

    public SigningKey Key { get; }

    public RelayClient Client { get; }

    public int Port { get; private set; }

    /// <summary>All envelopes in the order in which they came, repetitions included.</summary>
    public IReadOnlyList<IncomingEnvelope> Received => [.. _received];

    /// <summary>The same, and what it has taken from its inbox among them.</summary>
    public IReadOnlyList<IncomingEnvelope> Taken => [.. _taken];

    /// <summary>The <c>traceparent</c> headers of the deliveries that it took.</summary>
    public IReadOnlyList<string> TraceParents => [.. _traces];

    /// <summary>Notes what was taken from the inbox.</summary>
    public void Take(IReadOnlyList<IncomingEnvelope> envelopes)
    {
        foreach (var envelope in envelopes)
            _taken.Enqueue(envelope);
    }

    /// <summary>Batches that came with a signature that does not verify.</summary>
    public int Forged { get; private set; }

    /// <summary>Whether receipts and events are posted to it.</summary>
    public bool HasEvents { get; private init; }

    /// <summary>All calls to its events endpoint that it took, repetitions included, but for those of <see cref="KeyNotices"/>.</summary>
    public IReadOnlyList<RelayNotice> Notices => [.. _notices.Where(notice => notice.Type != KeysChanged)];

    /// <summary>What it was told of the log of keys, which every user who is enlisted begins with.</summary>
    public IReadOnlyList<RelayNotice> KeyNotices => [.. _notices.Where(notice => notice.Type == KeysChanged)];

    /// <summary>Decides the answer to a call to its events endpoint; null for 204.</summary>
    public Func<RelayNotice, Task<IResult?>> AnswerNotice { get; set; } = _ => Task.FromResult<IResult?>(null);

    /// <summary>Decides the answer to a delivery; null for accepted.</summary>
    public Func<DeliveryBatch, IResult?> Answer { get; set; } = _ => null;

    /// <summary>Starts a partner with a name of its own and registers it.</summary>
    public static async Task<TestPartner> StartAsync(LocalStack stack, int lanes = 2, bool events = false, DeliveryMode? mode = null, PartnerStatus status = PartnerStatus.Live)
    {
        var partner = new TestPartner(stack, $"p{Interlocked.Increment(ref s_counter)}-{Guid.NewGuid().ToString("N")[..8]}") { HasEvents = events };
        await partner.ServeAsync();
        await partner.RegisterAsync(status, lanes, mode);
        return partner;
    }

    /// <summary>Starts a partner under this name that is still to be registered.</summary>
    public static async Task<TestPartner> UnregisteredAsync(LocalStack stack, string name)
    {
        var partner = new TestPartner(stack, name) { HasEvents = true };
        await partner.ServeAsync();
        return partner;
    }

    public async Task RegisterAsync(PartnerStatus status, int lanes, DeliveryMode? mode = null)
    {
        using var key = _stack.Identity.OperatorKey();
        using var operators = new RelayClient(new RelayClientOptions { Address = _stack.Address, Authority = _stack.Authority, Key = key });
        await operators.PutPartnerAsync(Name, new PartnerRecord
        {
            Status = status,
            Endpoint = new Uri($"http://127.0.0.1:{Port}/relay"),
            Keys = [Key.Public.ToJwk()],
            Capabilities = ["text", "calls", "ephemeral", "groups"],
            Lanes = lanes,
            Mode = mode,
            EventsEndpoint = HasEvents ? new Uri($"http://127.0.0.1:{Port}/events") : null,
        });
    }

    /// <summary>Has the operator change the partner's settings.</summary>
    public async Task<PartnerRecord> SetAsync(Func<PartnerRecord, PartnerRecord> change)
    {
        using var key = _stack.Identity.OperatorKey();
        using var operators = new RelayClient(new RelayClientOptions { Address = _stack.Address, Authority = _stack.Authority, Key = key });
        await operators.PutPartnerAsync(Name, change((await operators.GetPartnerAsync(Name))!));
        return (await operators.GetPartnerAsync(Name))!;
    }

    /// <summary>Has the operator set the protocols of its users' messages, with the evidence that those other than signal need.</summary>
    public async Task<PartnerRecord> SetProtocolsAsync(params string[] protocols)
    {
        using var agreements = new AgreementOperator(_stack);
        var evidence = protocols.Where(protocol => protocol != "signal").Select(protocol => new ProtocolEvidence(protocol, new Uri($"https://{Name}.example/{protocol}"), new DateOnly(2026, 2, 1)));
        await agreements.Client.PutAgreementAsync(Name, new AgreementTerms(Evidence: [.. evidence]));
        return await SetAsync(record => record with { Protocols = protocols });
    }

    /// <summary>Opts a user with one device in, for all networks unless named.</summary>
    public Task OptInAsync(string user, params string[] networks) => Client.PutUserAsync(
        user, new UserRecord { OptedIn = true, Partners = networks.Length == 0 ? [UserRecord.AllPartners] : networks, Devices = Devices(1) });

    /// <summary>Opts a user with several devices in, for all networks.</summary>
    public Task OptInAsync(string user, int devices) =>
        Client.PutUserAsync(user, new UserRecord { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = Devices(devices) });

    /// <summary>An envelope to a user of another partner with content that has the shape of a ratchet message.</summary>
    public OutgoingEnvelope Envelope(string from, TestPartner to, string user, int bytes = 400, DeliveryClass deliveryClass = DeliveryClass.Normal, int? seconds = null, int devices = 1) => new()
    {
        MessageId = Guid.CreateVersion7(),
        From = new UserAddress(Name, from),
        To = new UserAddress(to.Name, user),
        Class = deliveryClass,
        TimeToLiveSeconds = seconds ?? (deliveryClass == DeliveryClass.Urgent ? 60 : 3600),
        Ciphertexts = [.. Enumerable.Range(1, devices).Select(device => new DeviceCiphertext(device, 4711, CiphertextType.Whisper, RatchetMessage.Create(bytes)))],
    };

    public async Task<SendResult> SendAsync(OutgoingEnvelope envelope) => (await Client.SendAsync([envelope]))[0];

    /// <summary>Stops answering, as a partner that is down.</summary>
    public async Task StopAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    /// <summary>Answers again, at the same port.</summary>
    public Task StartAgainAsync() => ServeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _verifier?.Dispose();
        Client.Dispose();
        Key.Dispose();
    }

    private static UserDevice[] Devices(int count) => [.. Enumerable.Range(1, count).Select(device => new UserDevice(device, 4711))];

    private async Task ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Port));
        var app = builder.Build();
        app.MapPost("/relay", (Delegate)ReceiveAsync);
        app.MapPost("/events", (Delegate)NoticeAsync);
        await app.StartAsync();
        _server = app;
        Port = new Uri(app.Urls.Single()).Port;
        _verifier ??= new WebhookVerifier(Client, new WebhookVerifierOptions { Authority = $"127.0.0.1:{Port}" });
    }

    private async Task<IResult> ReceiveAsync(HttpContext context)
    {
        var check = await _verifier!.VerifyAsync(await ReadAsync(context));
        if (check.Batch is not { } batch)
        {
            Forged++;
            return Results.StatusCode(401);
        }

        if (Answer(batch) is { } answer)
            return answer;

        if (context.Request.Headers.TraceParent is [{ } trace])
            _traces.Enqueue(trace);
        foreach (var envelope in batch.Envelopes)
            _received.Enqueue(envelope);
        Take(batch.Envelopes);
        return Results.NoContent();
    }

    private async Task<IResult> NoticeAsync(HttpContext context)
    {
        var check = await _verifier!.VerifyNoticeAsync(await ReadAsync(context));
        if (check.Notice is not { } notice)
        {
            Forged++;
            return Results.StatusCode(401);
        }

        if (await AnswerNotice(notice) is { } answer)
            return answer;

        _notices.Enqueue(notice);
        return Results.NoContent();
    }

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
