using Relay.Benchmarks.Children;
using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;

namespace Relay.Benchmarks.Sections;

/// <summary>Measures windows of accepting: floors and program one after the other, so that each window compares what ran side by side.</summary>
internal sealed class AcceptWindows(RelayStand stand, ChildProcess floor) : IDisposable
{
    private const double WindowSeconds = 1.5;
    private const double WarmUpSeconds = 1.5;
    private const string FloorName = "floor";

    private readonly HttpLoad http = new();
    private readonly Uri floorRead = new($"http://127.0.0.1:{floor.Ready.Port}/a");
    private readonly Uri floorVerify = new($"http://127.0.0.1:{floor.Ready.Port}/b");

    /// <summary>Sends enough for compiled code to settle and for users to be cached.</summary>
    public async Task WarmUpAsync(AcceptLoad load)
    {
        var requests = Make(load, WarmUpSeconds);
        await SendAsync(requests, floorRead, Expected.Status, load);
        await SendAsync(requests, floorVerify, Expected.Status, load);
        await CompilerWatch.WarmUpAsync(stand.ProgramId, () => SendAsync(Make(load, 1), stand.Direct, Expected.AllAccepted, load));
        await SendAsync(Make(load, WarmUpSeconds), stand.ThroughHost, Expected.AllAccepted, load);
    }

    /// <summary>One window.</summary>
    public async Task<AcceptCost> MeasureAsync(AcceptLoad load)
    {
        var requests = Make(load, WindowSeconds);
        var read = await SendAsync(requests, floorRead, Expected.Status, load);
        var verify = await SendAsync(requests, floorVerify, Expected.Status, load);
        var direct = await SendAsync(requests, stand.Direct, Expected.AllAccepted, load);
        // A nonce serves once.
        var through = await SendAsync(Make(load, WindowSeconds), stand.ThroughHost, Expected.AllAccepted, load);
        return new AcceptCost(read[FloorName], verify[FloorName], direct[ProcessNames.Program], direct[ProcessNames.Bus], through[ProcessNames.Host]);
    }

    public void Dispose() => http.Dispose();

    private List<PreparedRequest> Make(AcceptLoad load, double seconds) =>
        stand.Requests.Make((int)(load.RequestsPerSecond * seconds), load.EnvelopesEach, load.To);

    private async Task<Dictionary<string, double>> SendAsync(List<PreparedRequest> requests, Uri target, Expected expected, AcceptLoad load)
    {
        var watch = new CpuWatch([.. stand.Processes, (FloorName, floor.Id)]);
        await http.PacedAsync(requests, target, expected, load.RequestsPerSecond);
        var envelopes = requests.Count * load.EnvelopesEach;
        return watch.Microseconds().ToDictionary(use => use.Key, use => use.Value / envelopes);
    }
}
