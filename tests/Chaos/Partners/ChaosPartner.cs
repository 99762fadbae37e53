using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Relay.Chaos.Evidence;
using Relay.Chaos.Judgement;
using Relay.Chaos.Load;
using Relay.Chaos.Stand;
using Relay.Client.Accounts;
using Relay.Client.Webhooks;
using Relay.Signatures;

namespace Relay.Chaos.Partners;

/// <summary>A messaging provider: a real web server that verifies every delivery, and behaves as it is told.</summary>
internal sealed class ChaosPartner : IAsyncDisposable
{
    private readonly Journal _journal;
    private readonly Reception _reception;
    private readonly PartnerServer _server;
    private readonly Random _random;
    private readonly int _port = Ports.Take();
    private WebhookVerifier? _verifier;
    private (Behaviour Kind, int Percent) _behaviour = (Behaviour.Healthy, 0);
    private DateTimeOffset? _healthySince;

    public ChaosPartner(string name, int seed, Journal journal, Mail mail)
    {
        (Name, _journal) = (name, journal);
        _reception = new Reception(name, mail, journal);
        _server = new PartnerServer(_port, ReceiveAsync);
        _random = new Random(seed);
        Key = SigningKey.CreateEcdsaP256(name + "-1");
    }

    public string Name { get; }

    public SigningKey Key { get; }

    public Uri Endpoint => new($"http://127.0.0.1:{_port}/relay");

    public Behaviour Behaviour => _behaviour.Kind;

    /// <summary>Serves, and checks deliveries with the keys that the relay has published.</summary>
    public async Task StartAsync(RelayKeys keys)
    {
        _verifier = new WebhookVerifier(_ => Task.FromResult(keys), new WebhookVerifierOptions { Authority = $"127.0.0.1:{_port}" });
        await _server.StartAsync();
    }

    /// <summary>Changes how it behaves. One call at a time.</summary>
    /// <param name="kind">How.</param>
    /// <param name="percent">What share of deliveries it concerns, where it does not concern all.</param>
    public async Task BehaveAsync(Behaviour kind, int percent)
    {
        EndGoodTime(kind);
        var wasHealthy = _behaviour.Kind == Behaviour.Healthy;
        _behaviour = (kind, percent);
        if (kind == Behaviour.Down && _server.IsUp)
            await _server.StopAsync();
        else if (kind != Behaviour.Down && !_server.IsUp)
            await _server.StartAsync();
        if (kind == Behaviour.Healthy && !wasHealthy)
            _healthySince = DateTimeOffset.UtcNow;
    }

    /// <summary>Gets envelopes from the inbox, whenever the partner's mode is pull, until the run is over.</summary>
    public async Task PullAsync(ChaosStack stack, int seed, CancellationToken cancel)
    {
        using var calls = new SignedCalls(Key, stack.Authority, [.. stack.Hosts.Select(host => host.Address)]);
        await new InboxPoll(calls, _reception, _journal, new Random(seed)).RunAsync(cancel);
    }

    /// <summary>Ends the run for this partner: its last good time is over.</summary>
    public void Close() => EndGoodTime(Behaviour.Down);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _verifier?.Dispose();
        Key.Dispose();
    }

    private void EndGoodTime(Behaviour next)
    {
        if (_healthySince is not { } since || next == Behaviour.Healthy)
            return;

        _journal.Return(new PartnerReturn(Name, since, DateTimeOffset.UtcNow));
        _healthySince = null;
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        var began = DateTimeOffset.UtcNow;
        var (kind, percent) = _behaviour;
        var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var check = await VerifyAsync(context, body);
        if (!check.IsValid)
        {
            _journal.Complain(Fault.BadSignature, $"To {Name}: {check.Outcome} {check.Failure}");
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        int dice;
        lock (_random)
            dice = _random.Next(100);
        var hits = dice < percent;
        if (hits && await Refusals.TryRefuseAsync(context, kind))
            return;

        var (taken, refused, answer) = kind == Behaviour.Picky
            ? _reception.TakeSome(check.Batch, began, new Random(dice))
            : _reception.TakeAll(check.Batch, began);
        _journal.Receive(taken, refused);
        await Answers.WriteAsync(context, hits ? kind : Behaviour.Healthy, answer);
    }

    private Task<WebhookVerification> VerifyAsync(HttpContext context, MemoryStream body)
    {
        var headers = context.Request.Headers;
        return _verifier!.VerifyAsync(new WebhookRequest
        {
            Method = context.Request.Method,
            Path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            SignatureInput = headers["Signature-Input"],
            Signature = headers["Signature"],
            ContentDigest = headers["Content-Digest"],
            Body = body.GetBuffer().AsMemory(0, (int)body.Length),
        });
    }
}
