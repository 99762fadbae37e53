using System.Net;
using Relay.Local.Conformance.Keys;
using Relay.Local.Conformance.Points;
using Relay.Local.Conformance.Reports;
using Relay.Local.Conformance.Tests.Partners;

namespace Relay.Local.Conformance.Tests;

/// <summary>Runs the kit against partners of a test, with its keys published on loopback.</summary>
internal sealed class Kit : IAsyncDisposable
{
    private Kit(KitKeys keys, KeyServer server) => (Keys, Server) = (keys, server);

    public KitKeys Keys { get; }

    public KeyServer Server { get; }

    public static async Task<Kit> StartAsync()
    {
        var keys = KitKeys.Generate();
        return new Kit(keys, await KeyServer.StartAsync(keys, new IPEndPoint(IPAddress.Loopback, 0)));
    }

    /// <summary>The usual options: patient where a good partner takes its time on a loaded machine, impatient where a bad one never does.</summary>
    public static ConformanceOptions OptionsFor(FlawedPartner partner, string flaw = "", params string[] only) => new()
    {
        Endpoint = partner.Endpoint,
        Events = partner.Events,
        Witness = partner.Witness,
        AllowLoopback = true,
        Only = only,
        KeySeconds = flaw.StartsWith("KEY", StringComparison.Ordinal) ? 1 : 30,
        SlowSeconds = 1,
        StalledSeconds = flaw == "ROB-02" ? 4 : 60,
        WitnessSeconds = flaw.StartsWith("WIT", StringComparison.Ordinal) ? 0 : 10,
        RetryMilliseconds = 20,
    };

    public async Task<ConformanceReport> RunAsync(ConformanceOptions options, bool publishes = true) =>
        await new ConformanceRun(options, Keys, publishes).RunAsync(null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Keys.Dispose();
    }
}

internal static class ReportIds
{
    public static string[] Ids(this ConformanceReport report, PointResult result) => [.. report.Points.Where(point => point.Result == result).Select(point => point.Id)];
}
