using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Hosting;
using Relay.Local.Conformance.Calls;
using Relay.Local.Conformance.Keys;
using Relay.Local.Conformance.Points;
using Relay.Local.Conformance.Reports;

namespace Relay.Local.Conformance;

/// <summary>Plays the relay against a partner's endpoints and says of each point whether it holds.</summary>
public sealed class ConformanceRun
{
    private readonly ConformanceOptions _options;
    private readonly KitKeys _keys;
    private readonly bool _publishesKeys;
    private readonly EndpointRules _rules;

    /// <summary>Makes a run.</summary>
    /// <param name="options">What is examined.</param>
    /// <param name="keys">What the kit signs with.</param>
    /// <param name="publishesKeys">Whether a <see cref="KeyServer"/> shows them to the partner; otherwise it must know the first already.</param>
    public ConformanceRun(ConformanceOptions options, KitKeys keys, bool publishesKeys)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(keys);
        (_options, _keys, _publishesKeys) = (options, keys, publishesKeys);
        _rules = new EndpointRules(Options.Create(new RelayOptions { AllowLoopbackEndpoints = options.AllowLoopback }), new SystemNames());
    }

    /// <summary>Why nothing can be examined; null when it can.</summary>
    public async Task<string?> WhyNotAsync(CancellationToken cancel)
    {
        if (_options.Only.FirstOrDefault(asked => !PointCatalog.Has(asked)) is { } unknown)
            return $"There is no point {unknown}.";

        foreach (var (name, address) in new[] { ("The endpoint", _options.Endpoint), ("The events endpoint", _options.Events), ("The witness", _options.Witness) })
        {
            if (address is null)
                continue;
            if (await _rules.CheckAsync(address, cancel) is { } rule)
                return $"{name} is not one that a relay may call: {rule}.{(_options.AllowLoopback ? "" : " (--allow-loopback allows http on this machine.)")}";
            if (!await ListensAsync(address, cancel))
                return $"{name} does not take connections at {address.Authority}.";
        }

        return null;
    }

    /// <summary>Examines.</summary>
    /// <param name="progress">Is told of each point when it is done, in order.</param>
    /// <param name="cancel">Ends the run.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ConformanceReport> RunAsync(Action<PointReport>? progress, CancellationToken cancel)
    {
        var points = PointCatalog.Select(_options.Only);
        var began = _options.Clock.GetUtcNow();
        using var http = GuardedConnections.Create(_rules);
        var examined = new Examination(
            _options,
            _keys,
            _publishesKeys,
            _rules,
            new PartnerCalls(_options.Endpoint, http, _keys, _options),
            _options.Events is { } events ? new PartnerCalls(events, http, _keys, _options) : null,
            _options.Witness is { } witness ? new Witness(witness, http, _options) : null);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (points.Any(point => point.Id == RobustnessPoints.Stalled))
            examined.Stalled = RobustnessPoints.StallAsync(examined, stop.Token);

        var reports = new List<PointReport>();
        foreach (var point in points)
        {
            var report = await ExamineAsync(point, examined, reports, cancel);
            reports.Add(report);
            progress?.Invoke(report);
        }

        await EndAsync(examined, stop);
        return Report(began, reports);
    }

    private async Task<PointReport> ExamineAsync(ConformancePoint point, Examination examined, List<PointReport> before, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var finding = Missing(point) is { } missing
            ? new Finding(PointResult.Skipped, missing)
            : Blocking(point, before) is { } blocking
                ? new Finding(PointResult.Skipped, blocking)
                : await point.Check(examined, cancel);
        return new PointReport(point.Id, point.Title, point.Requirement, finding.Result, finding.Observed, point.Expected, clock.ElapsedMilliseconds);
    }

    private string? Missing(ConformancePoint point) => point.Need switch
    {
        PointNeed.Https when _options.Endpoint.Scheme != Uri.UriSchemeHttps => "http on this machine's loopback",
        PointNeed.Events when _options.Events is null => "needs --events",
        PointNeed.Serve when !_publishesKeys => "needs --serve",
        PointNeed.Witness when _options.Witness is null => "needs --witness",
        PointNeed.Witness when _options.Users.RefusesSamples => "the partner takes no samples",
        _ => null,
    };

    // A dependency that was skipped for want of something says nothing against this point; one that hangs on a failed one does.
    private static string? Blocking(ConformancePoint point, List<PointReport> before)
    {
        foreach (var id in point.DependsOn)
        {
            var report = before.Find(earlier => earlier.Id == id);
            if (report is { Result: PointResult.Failed })
                return $"depends on {id}, which failed";
            if (report is { Result: PointResult.Skipped } && report.Observed.StartsWith("depends on ", StringComparison.Ordinal))
                return report.Observed;
        }

        return null;
    }

    private ConformanceReport Report(DateTimeOffset began, List<PointReport> reports)
    {
        var version = typeof(ConformanceRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        var (passed, failed) = (Count(PointResult.Passed), Count(PointResult.Failed));
        return new ConformanceReport(
            ConformanceReport.CurrentSchemaVersion,
            new ReportTool("relay conformance", version),
            began,
            _options.Clock.GetUtcNow(),
            _options.Endpoint.Authority,
            _options.Events?.Authority,
            failed == 0 && passed > 0 ? PointResult.Passed : PointResult.Failed,
            passed,
            failed,
            Count(PointResult.Skipped),
            reports);

        int Count(PointResult result) => reports.Count(report => report.Result == result);
    }

    private async Task<bool> ListensAsync(Uri address, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(TimeSpan.FromSeconds(_options.AnswerSeconds));
        try
        {
            // Without TLS: what is wrong with that is a point of its own.
            await using var stream = await RawConnection.OpenAsync(new UriBuilder(address) { Scheme = Uri.UriSchemeHttp, Port = address.Port }.Uri, _rules, null, timeout.Token);
            return true;
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
    }

    private static async Task EndAsync(Examination examined, CancellationTokenSource stop)
    {
        await stop.CancelAsync();
        try
        {
            await (examined.Stalled ?? Task.CompletedTask);
        }
        catch (OperationCanceledException)
        {
            // Its point was skipped, so that nobody waited for it.
        }
    }
}
