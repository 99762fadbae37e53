using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Tests.Simulation;

public sealed class NamespaceOutageTests
{
    private static readonly SimulationOptions Usual = new() { Users = 1e7, OutageHours = 0 };

    private readonly Simulator _simulator = Checkout.Files.Simulator();

    [Fact]
    public void NamespaceThatIsAway_HoldsUpOnlyItsOwnLanes()
    {
        var without = _simulator.Run(Usual);
        var day = _simulator.Run(Usual with { NamespaceOutageHours = 1 });

        Assert.Equal(1, day.OthersTaken!.Value, 9);
        Assert.Equal(without.Carried.Skip(1), day.Carried.Skip(1), (usual, carried) => Math.Abs(usual - carried) <= usual * 1e-9);
        Assert.All(day.Minutes, minute => Assert.Equal(0, minute.Refused, 6));
    }

    [Fact]
    public void Senders_KeepWhatIsUnavailable_AndAllOfItArrives()
    {
        var without = _simulator.Run(Usual);
        var day = _simulator.Run(Usual with { NamespaceOutageHours = 1 });
        var (from, until) = (18 * 60, 19 * 60);

        Assert.All(day.Minutes.Take(from), minute => Assert.Equal((0, 0), (minute.Unavailable, minute.AtSenders)));
        Assert.All(day.Minutes.Take(until).Skip(from), minute => Assert.True(minute.Unavailable > 0 && minute.AtSenders > 0));
        // Its share of an hour's envelopes, and no others.
        var share = without.Carried[BusOutage.Number] / without.Carried.Sum();
        Assert.Equal(share * 60 * day.Minutes.Take(until).Skip(from).Sum(minute => minute.Offered), day.Minutes[until - 1].AtSenders, day.Minutes[until - 1].AtSenders * 0.02);
        Assert.NotNull(day.CaughtUpSeconds);
        Assert.Equal(0, day.Minutes[^1].AtSenders, 0);
        Assert.Equal(without.Accepted, day.Accepted, without.Accepted * 1e-3);
        Assert.Equal(day.Accepted, day.Delivered + day.Waiting, day.Accepted * 1e-9);
    }

    [Fact]
    public void OnlyNamespace_HasNoOthers_AndTakesNothingMeanwhile()
    {
        var day = _simulator.Run(new SimulationOptions { Users = 1e6, OutageHours = 0, NamespaceOutageHours = 1 });

        Assert.Null(day.OthersTaken);
        Assert.All(day.Minutes.Take(19 * 60).Skip(18 * 60), minute => Assert.Equal(0, minute.Credits));
        Assert.NotNull(day.CaughtUpSeconds);
    }

    [Fact]
    public void MoreNamespaces_LoseASmallerShare()
    {
        double[] kept = [.. new[] { 1, 2, 4, 8, 16 }.Select(namespaces => _simulator.Run(
            Usual with { Namespaces = namespaces, NamespaceOutageHours = 1 }).Minutes[(19 * 60) - 1].AtSenders)];

        Assert.All(kept.Zip(kept.Skip(1)), pair => Assert.Equal(pair.First / 2, pair.Second, pair.First * 0.05));
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 0.5)]
    [InlineData(8, 0.125)]
    public void Sender_ComesThrough_AsFarAsItsRateAllows(double times, double share)
    {
        var limits = Checkout.Files.Limits();
        var acceptance = new Acceptance(limits);

        foreach (var instances in new[] { 1, 3 })
            Assert.Equal(share, acceptance.Share([1], times * limits.Quotas.PartnerEnvelopesPerSecond * instances, instances), 9);
    }

    [Fact]
    public void Sender_OverItsRate_TakesNothingFromOthers()
    {
        var limits = Checkout.Files.Limits();
        var allowed = limits.Quotas.PartnerEnvelopesPerSecond;

        // One sends three times what it may, the other all that it may: of four parts, two come through.
        Assert.Equal(0.5, new Acceptance(limits).Share([3, 1], 4.0 * allowed, 1), 9);
        Assert.Equal(1, new Acceptance(limits).Share([0, 0], 0, 1));
    }

    [Fact]
    public void WhatIsSentAgain_CountsTowardsASendersRate_AndIsKeptBeyondIt()
    {
        var (files, limits) = (Checkout.Files, Checkout.Files.Limits());
        limits.Quotas.PartnerEnvelopesPerSecond = 800;
        var narrow = new Simulator(files.Prices(), files.Model(), files.Costs(), limits);
        var (without, day) = (narrow.Run(Usual), narrow.Run(Usual with { NamespaceOutageHours = 1 }));
        var wide = _simulator.Run(day.Options);

        Assert.All(without.Minutes.Skip(18 * 60), minute => Assert.Equal(0, minute.Refused, 6));
        Assert.True(day.Minutes.Skip(18 * 60).Max(minute => minute.Refused) > 1_000);
        Assert.True(day.Minutes.Max(minute => minute.AtSenders) > wide.Minutes.Max(minute => minute.AtSenders));
        Assert.Equal(without.Accepted, day.Accepted + day.AtSenders, without.Accepted * 1e-3);
        Assert.Equal(day.Accepted, day.Delivered + day.Waiting, day.Accepted * 1e-9);
    }
}
