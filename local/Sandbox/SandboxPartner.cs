using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Relay.Client.Webhooks;
using Relay.Local.Sandbox.Control;
using Relay.Local.Sandbox.Faults;
using Relay.Local.Sandbox.Taking;
using Relay.Local.Sandbox.Transport;

namespace Relay.Local.Sandbox;

/// <summary>
/// A partner with faults to order: an endpoint on loopback that takes deliveries and records them, or hands them on to another
/// endpoint, and fails as its profile says. The profile may change while it runs; a call keeps the profile under which it began.
/// </summary>
public sealed class SandboxPartner : IAsyncDisposable
{
    private const string Path = "/relay";

    private readonly SandboxOptions _options;
    private readonly Draws _draws;
    private readonly ConnectionGate _gate;
    private readonly HttpMessageInvoker _forwarding = Forwarding.Connections();
    private readonly ControlServer _control;
    private WebApplication? _server;
    private RelaySignatures? _signatures;
    private ITaker _sink;
    private volatile Current _current;
    private volatile Uri? _forward;

    private SandboxPartner(SandboxOptions options)
    {
        _options = options;
        _draws = new Draws(options.Seed);
        _gate = new ConnectionGate(
            () => _current!.Fault.TakesConnections,
            () => Record.Count(counts => counts with { RefusedConnections = counts.RefusedConnections + 1 }));
        _control = new ControlServer(this);
        _sink = new Sink(Record, null, options.AnswersWithoutContent, options.Clock);
        _current = Make(options.Profile);
        Forward = options.Forward;
    }

    /// <summary>What the relay is told to post to.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Base address of the control interface.</summary>
    public Uri Control { get; private set; } = null!;

    /// <summary>What came.</summary>
    public SandboxRecord Record { get; } = new();

    /// <summary>How it behaves. Setting a profile of the same name begins it anew.</summary>
    /// <exception cref="ArgumentException">The profile breaks a rule; the message lists all that it does.</exception>
    public SandboxProfile Profile
    {
        get => _current.Profile;
        set
        {
            var (before, after) = (_current, Make(value));
            _current = after;
            if (ConcernsConnections(before.Profile.Name) || ConcernsConnections(after.Profile.Name))
                _gate.ResetAll();
        }
    }

    /// <summary>Whom everything is handed on to; null while the sandbox takes batches itself.</summary>
    /// <exception cref="ArgumentException">It is not an absolute http or https address.</exception>
    public Uri? Forward
    {
        get => _forward;
        set => _forward = value is null or { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? value
            : throw new ArgumentException("The address to forward to must be an absolute http or https address.", nameof(value));
    }

    /// <summary>Starts one.</summary>
    /// <exception cref="ArgumentException">The profile breaks a rule.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<SandboxPartner> StartAsync(SandboxOptions options, CancellationToken cancel = default)
    {
        var partner = new SandboxPartner(options);
        try
        {
            await partner.ServeAsync(cancel);
            return partner;
        }
        catch
        {
            await partner.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _gate.ResetAll();
        await _control.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _forwarding.Dispose();
        _signatures?.Dispose();
    }

    private ITaker Taker => _forward is { } target ? new Forwarding(Record, _forwarding, target, _options.Clock) : _sink;

    private static bool ConcernsConnections(SandboxFault fault) =>
        fault is SandboxFault.Down or SandboxFault.Flapping or SandboxFault.CertificateChange;

    private Current Make(SandboxProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        List<string> problems = [.. profile.Problems()];
        if (profile.Name == SandboxFault.CertificateChange && _options.Certificates is null)
            problems.Add("certificate-change needs an endpoint with TLS.");
        return problems.Count == 0
            ? new Current(profile, FaultCatalog.Create(profile, _draws, _options.Clock))
            : throw new ArgumentException(string.Join(' ', problems));
    }

    private async Task ServeAsync(CancellationToken cancel)
    {
        var certificates = _options.Certificates;
        _server = await EndpointServer.StartAsync(
            _options.Port,
            _gate,
            certificates is null ? null : () => _current.Profile.Name == SandboxFault.CertificateChange ? certificates.Second : certificates.First,
            HandleAsync,
            cancel);
        Endpoint = new Uri(new Uri(_server.Urls.Single()), Path);
        if (_options.Relay is { } relay)
        {
            _signatures = new RelaySignatures(relay, Endpoint.Authority);
            _sink = new Sink(Record, _signatures.Verifier, _options.AnswersWithoutContent, _options.Clock);
        }

        Control = await _control.StartAsync(_options.ControlPort, cancel);
    }

    private async Task HandleAsync(HttpContext context)
    {
        var fault = _current.Fault;
        Record.Count(counts => counts with { Calls = counts.Calls + 1 });
        if (context.Request.Path == RedirectFault.Target)
        {
            Record.Count(counts => counts with { FollowedRedirects = counts.FollowedRedirects + 1 });
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var bytes = body.ToArray();
            var delivery = new Delivery(
                context.Request,
                context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                bytes,
                DeliveryBatch.TryParse(bytes, out var batch) ? batch : null);
            await fault.AnswerAsync(new SandboxCall(context, delivery, Taker, _gate));
        }
        catch (Exception cut) when (cut is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone, or was sent away: nobody is left to answer.
        }
    }

    private sealed record Current(SandboxProfile Profile, IFault Fault);
}
