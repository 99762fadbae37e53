using Relay.Functions.Accept;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Tests.Simulation;

public sealed class NamespaceOutageTests
{
    private static readonly SimulationOptions Usual = new() { Users = 1e7, OutageHours = 0 };

    private readonly Simulator _simulator = Checkout.Files.Simulator();

    [Fact]
    public void NamespaceThatRefuses_HoldsUpOnlyItsOwnLanes()
    {
        var without = _simulator.Run(Usual);
        var day = _simulator.Run(Usual with { NamespaceOutageHours = 1, NamespaceAbsence = BusAbsence.Refuses });

        Assert.Equal(1, day.OthersTaken!.Value, 9);
        Assert.Equal(without.Carried.Skip(1), day.Carried.Skip(1), (usual, carried) => Math.Abs(usual - carried) <= usual * 1e-9);
        Assert.All(day.Minutes, minute => Assert.Equal(0, minute.Refused, 6));
    }

    [Fact]
    public void Senders_KeepWhatIsUnavailable_AndAllOfItArrives()
    {
        var without = _simulator.Run(Usual);
        var day = _simulator.Run(Usual with { NamespaceOutageHours = 1, NamespaceAbsence = BusAbsence.Refuses });
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
    public void NamespaceThatIsSilent_IsPaidWithInstances_OrHoldsUpTheOthers()
    {
        var refusing = _simulator.Run(Usual with { NamespaceOutageHours = 1, NamespaceAbsence = BusAbsence.Refuses });
        var silent = _simulator.Run(Usual with { NamespaceOutageHours = 1, NamespaceAbsence = BusAbsence.Silent });
        var (files, few) = (Checkout.Files, Checkout.Files.Model().With("instance.most", 5));
        var narrow = new Simulator(files.Prices(), few, files.Costs(), files.Limits()).Run(silent.Options);

        Assert.InRange(silent.OthersTaken!.Value, 0.99, 1.0001);
        Assert.True(Instances(silent) > 5 * Instances(refusing), $"{Instances(silent)} {Instances(refusing)}");
        Assert.True(silent.HourCosts.Sum() > refusing.HourCosts.Sum());
        Assert.True(narrow.OthersTaken < 0.9, $"{narrow.OthersTaken}");
        Assert.True(narrow.Minutes.Max(minute => minute.Refused) > silent.Minutes.Max(minute => minute.Refused));
        Assert.True(narrow.Minutes.Max(minute => minute.AtSenders) > refusing.Minutes.Max(minute => minute.AtSenders));
        Assert.Equal(narrow.Accepted, narrow.Delivered + narrow.Waiting, narrow.Accepted * 1e-9);
        Assert.Equal(refusing.Accepted + refusing.AtSenders, narrow.Accepted + narrow.AtSenders, refusing.Accepted * 1e-3);

        static double Instances(SimulatedDay day) => day.Minutes.Take(19 * 60).Skip(18 * 60).Max(minute => minute.Instances);
    }

    [Fact]
    public void OnlyNamespace_HasNoOthers_AndTakesNothingMeanwhile()
    {
        var day = _simulator.Run(new SimulationOptions { Users = 1e6, OutageHours = 0, NamespaceOutageHours = 1, NamespaceAbsence = BusAbsence.Refuses });

        Assert.Null(day.OthersTaken);
        Assert.All(day.Minutes.Take(19 * 60).Skip(18 * 60), minute => Assert.Equal(0, minute.Credits));
        Assert.NotNull(day.CaughtUpSeconds);
    }

    [Fact]
    public void MoreNamespaces_LoseASmallerShare()
    {
        double[] kept = [.. new[] { 1, 2, 4, 8, 16 }.Select(namespaces => _simulator.Run(
            Usual with { Namespaces = namespaces, NamespaceOutageHours = 1, NamespaceAbsence = BusAbsence.Refuses }).Minutes[(19 * 60) - 1].AtSenders)];

        Assert.All(kept.Zip(kept.Skip(1)), pair => Assert.Equal(pair.First / 2, pair.Second, pair.First * 0.05));
    }

    [Fact]
    public void Calls_AreBoundedByTheirPlaces()
    {
        var limits = Checkout.Files.Limits();
        var acceptance = new Acceptance(Checkout.Files.Model(), limits);

        // Full requests that all wait: a sender's places, once in the time for which each is held.
        var most = limits.Quotas.PartnerRequestsInFlight * AcceptOptions.MaxEnvelopes / (double)limits.Accept.SendSeconds;
        var held = acceptance.Of([1], 4_000, 1, limits.Accept.SendSeconds, 1);
        Assert.Equal(most / 4_000, held.Share, 3);
        Assert.Equal(limits.Quotas.PartnerRequestsInFlight + limits.Quotas.PartnerRequestsInFlightWaiting, held.Calls);
        Assert.Equal(new Admitted(1, 0), acceptance.Of([1], 4_000, 1, 0, 1));
        Assert.Equal(new Admitted(1, 0), acceptance.Of([1], 4_000, 0, limits.Accept.SendSeconds, 1));
        Assert.Equal(0.5, acceptance.Of([1], 2 * limits.Quotas.PartnerEnvelopesPerSecond, 0, 0, 1).Share, 9);
    }
}
