using Relay.Local.Conformance.Keys;
using Relay.Local.Conformance.Points;
using Relay.Local.Conformance.Samples;
using Relay.Local.Conformance.Tests.Partners;

namespace Relay.Local.Conformance.Tests;

/// <summary>Partners that do what is asked.</summary>
public sealed class ConformingTests
{
    private static readonly string[] OfTls = ["TLS-01", "TLS-02"];

    [Theory]
    [InlineData("")]
    [InlineData(FlawedPartner.Throttles)]
    [InlineData(FlawedPartner.PutsOff)]
    public async Task Partner_WithoutAFlaw_PassesAllPoints(string manner)
    {
        await using var kit = await Kit.StartAsync();
        await using var partner = await FlawedPartner.StartAsync(kit.Server.Address, manner);

        var report = await kit.RunAsync(Kit.OptionsFor(partner));

        Assert.Empty(report.Points.Where(point => point.Result == PointResult.Failed).Select(point => $"{point.Id}: {point.Observed}"));
        Assert.Equal(OfTls, report.Ids(PointResult.Skipped));
        Assert.Equal((PointResult.Passed, PointCatalog.All.Count - OfTls.Length), (report.Verdict, report.Passed));
    }

    [Fact]
    public async Task ClientLibrarysReceiver_PassesAllPoints()
    {
        await using var kit = await Kit.StartAsync();
        await using var partner = await LibraryPartner.StartAsync(kit.Server.Address);

        var report = await kit.RunAsync(new ConformanceOptions
        {
            Endpoint = partner.Endpoint,
            Events = partner.Events,
            AllowLoopback = true,
            KeySeconds = 30,
            SlowSeconds = 1,
            StalledSeconds = 60,
            RetryMilliseconds = 20,
        });

        Assert.Empty(report.Points.Where(point => point.Result == PointResult.Failed).Select(point => $"{point.Id}: {point.Observed}"));
        Assert.Equal([.. OfTls, "WIT-01", "WIT-02", "WIT-03", "WIT-04"], report.Ids(PointResult.Skipped));
    }

    [Fact]
    public async Task LibsignalProvider_PassesAllPoints()
    {
        if (NodeProvider.WhyNot() is { } reason)
            Assert.Skip(reason);

        using var keys = KitKeys.Generate();
        await using var relay = await RelayStandIn.StartAsync(keys);
        await using var partner = await NodeProvider.StartAsync(relay.Address);
        var options = new ConformanceOptions
        {
            Endpoint = partner.Endpoint,
            Events = partner.Events,
            AllowLoopback = true,
            Users = new TestUsers { Partner = NodeProvider.Name, RefusesSamples = true, Users = [await partner.EnlistAsync("ben"), await partner.EnlistAsync("bea")] },
            KeySeconds = 30,
            SlowSeconds = 1,
            StalledSeconds = 60,
            // Longer than the provider waits before it reads the keys once more.
            RetryMilliseconds = 300,
        };

        var report = await new ConformanceRun(options, keys, publishesKeys: true).RunAsync(null, CancellationToken.None);

        Assert.Empty(report.Points.Where(point => point.Result == PointResult.Failed).Select(point => $"{point.Id}: {point.Observed}"));
        Assert.Equal([.. OfTls, "WIT-01", "WIT-02", "WIT-03", "WIT-04"], report.Ids(PointResult.Skipped));
    }

    [Fact]
    public async Task OnlyWhatIsNeeded_IsExamined()
    {
        await using var kit = await Kit.StartAsync();
        await using var partner = await FlawedPartner.StartAsync(kit.Server.Address);

        var report = await kit.RunAsync(Kit.OptionsFor(partner, "", "sig-05", "EVT-02"));

        Assert.Equal(["TLS-01", "TLS-02", "SIG-01", "SIG-05", "EVT-01", "EVT-02"], report.Points.Select(point => point.Id));
        Assert.Equal(PointResult.Passed, report.Verdict);
    }

    [Fact]
    public async Task NeedsThatAreNotMet_AreSkippedWithTheReason()
    {
        await using var kit = await Kit.StartAsync();
        await using var partner = await FlawedPartner.StartAsync(kit.Server.Address);

        var report = await kit.RunAsync(
            new ConformanceOptions { Endpoint = partner.Endpoint, AllowLoopback = true, Only = ["KEY", "WIT-02", "EVT-01", "TLS-01"] }, publishes: false);

        var reasons = report.Points.Where(point => point.Result == PointResult.Skipped).ToDictionary(point => point.Id, point => point.Observed);
        Assert.Equal("needs --serve", reasons["KEY-01"]);
        Assert.Equal("needs --witness", reasons["WIT-02"]);
        Assert.Equal("needs --events", reasons["EVT-01"]);
        Assert.Equal("http on this machine's loopback", reasons["TLS-01"]);
    }
}
