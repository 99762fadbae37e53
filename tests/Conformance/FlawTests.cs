using Relay.Local.Conformance.Points;
using Relay.Local.Conformance.Samples;
using Relay.Local.Conformance.Tests.Partners;

namespace Relay.Local.Conformance.Tests;

/// <summary>For each point, a partner that fails exactly it, and those points that can only fail with it.</summary>
public sealed class FlawTests
{
    private const string Shown = "WIT-04";

    // What can only fail together: whoever checks digests and no signature takes whatever says of itself what is true, and a withdrawn key
    // is an unknown one.
    private static readonly Dictionary<string, string[]> Together = new()
    {
        ["SIG-06"] = ["SIG-06", "KEY-03", Shown],
        ["SIG-08"] = ["SIG-02", "SIG-08", "SIG-11", "SIG-12", "SIG-18", Shown],
        ["KEY-03"] = ["KEY-03", Shown],
    };

    // A forged envelope that is accepted is shown by the witness too.
    private static readonly string[] NothingForged = ["SIG-01", "SIG-03"];

    // Long, and of no meaning where the flaw lies elsewhere.
    private static readonly string[] Long = ["ROB-02", "ROB-03"];

    public static TheoryData<string> Flaws => [.. PointCatalog.All.Select(point => point.Id).Where(id => !id.StartsWith("TLS", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task Partner_WithAFlaw_FailsExactlyThatPoint(string flaw)
    {
        await using var kit = await Kit.StartAsync();
        await using var partner = await FlawedPartner.StartAsync(kit.Server.Address, flaw);
        string[] only = [.. PointCatalog.All.Select(point => point.Id).Where(id => id == flaw || !Long.Contains(id))];

        var report = await kit.RunAsync(Kit.OptionsFor(partner, flaw, only));

        Assert.Equal(Failing(flaw), report.Ids(PointResult.Failed));
        Assert.Equal(PointResult.Failed, report.Verdict);
        Assert.Equal(Dependents(flaw), report.Points.Where(point => point.Observed.StartsWith("depends on", StringComparison.Ordinal)).Select(point => point.Id));
        Assert.All(report.Points, point => Assert.DoesNotContain(new TestUsers().Users, user => point.Observed.Contains(user.User, StringComparison.Ordinal)));

        string[] Dependents(string failed) => [.. PointCatalog.Select(only).Where(point => point.Id != failed && Hangs(point.Id, failed)).Select(point => point.Id)];
    }

    private static string[] Failing(string flaw) =>
        Together.TryGetValue(flaw, out var together) ? together
        : flaw.StartsWith("SIG", StringComparison.Ordinal) && !NothingForged.Contains(flaw) ? [flaw, Shown]
        : [flaw];

    private static bool Hangs(string point, string on) =>
        PointCatalog.All.First(one => one.Id == point).DependsOn.Any(needed => needed == on || Hangs(needed, on));
}
