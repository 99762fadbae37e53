using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;

namespace Relay.Benchmarks.Sections;

/// <summary>
/// What one partner's burst does to another's latency: a quiet partner alone, then beside one that sends five times as much as it may,
/// window by window; and the same where it may.
/// </summary>
internal static class BurstSection
{
    public const string Part = "burst";

    private const double QuietPerSecond = 50;
    private const int QuietRequests = 250;
    private const int CrowdEnvelopesEach = 25;
    private const double CrowdPerSecond = 200;
    private const int CrowdRequests = 1000;
    private const double MostRatio = 1.2;

    // A fifth of what the crowd sends.
    private static readonly Dictionary<string, string> Limited = new()
    {
        ["Limits__PartnerEnvelopesPerSecond"] = "1000",
        ["Limits__PartnerEnvelopesBurst"] = "1000",
    };

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        await RunAsync(new StandOptions(Path.Combine(folder, "limited"), AcceptOnly: true, Settings: Limited), "limited", MostRatio, report, cancel);
        await RunAsync(new StandOptions(Path.Combine(folder, "unlimited"), AcceptOnly: true), "not limited", null, report, cancel);
    }

    private static async Task RunAsync(StandOptions options, string name, double? mostRatio, Report report, CancellationToken cancel)
    {
        await using var stand = await RelayStand.StartAsync(options, cancel);
        using var http = new HttpLoad();
        await CompilerWatch.WarmUpAsync(stand.ProgramId, () => BesideCrowdAsync(stand, http, QuietRequests / 5, CrowdRequests / 5, () => { }));
        var (alone, beside, shed) = (new List<double[]>(), new List<double[]>(), 0);
        for (var i = 0; i < Statistics.Windows; i++)
        {
            cancel.ThrowIfCancellationRequested();
            alone.Add(await QuietAsync(stand, http, QuietRequests));
            beside.Add(await BesideCrowdAsync(stand, http, QuietRequests, CrowdRequests, () => Interlocked.Increment(ref shed)));
        }

        Add("p50", 0.5);
        Add("p99", 0.99);
        report.Add(new Figure(Part, $"burst {name}: its requests answered 429", 100.0 * shed / (CrowdRequests * Statistics.Windows), "%"));

        void Add(string word, double part) => report.Add(new Figure(
            Part, $"burst {name}: another's accept, {word}", Median(beside, part), "ms", Median(alone, part), "without it", mostRatio, AimIsRatio: true));
    }

    private static async Task<double[]> BesideCrowdAsync(RelayStand stand, HttpLoad http, int quiet, int crowd, Action shed)
    {
        // Signed before anything is measured.
        var requests = stand.CrowdRequests.Make(crowd, CrowdEnvelopesEach, Accounts.FourLanes, CrowdPerSecond);
        var own = stand.Requests.Make(quiet, 1, Accounts.OneLane, QuietPerSecond);
        var flood = http.PacedAsync(requests, stand.ThroughHost, Expected.AllAcceptedOr429(shed), CrowdPerSecond);
        var times = await http.PacedAsync(own, stand.ThroughHost, Expected.AllAccepted, QuietPerSecond);
        await flood;
        return times;
    }

    private static Task<double[]> QuietAsync(RelayStand stand, HttpLoad http, int count) =>
        http.PacedAsync(stand.Requests.Make(count, 1, Accounts.OneLane, QuietPerSecond), stand.ThroughHost, Expected.AllAccepted, QuietPerSecond);

    private static double Median(List<double[]> windows, double part) =>
        Statistics.Median(windows.Select(window => Statistics.Percentile(window, part)));
}
