using Relay.Chaos.Faults;
using Relay.Chaos.Partners;

namespace Relay.Chaos.Tests.Faults;

public sealed class FaultScheduleTests
{
    private const int Instances = 2;
    private const int Namespaces = 3;

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [Fact]
    public void Create_WithTheSameSeed_GivesTheSameSchedule() =>
        Assert.Equal(FaultSchedule.Create(7, Long, Instances, Namespaces), FaultSchedule.Create(7, Long, Instances, Namespaces));

    [Fact]
    public void Create_WithAnotherSeed_GivesAnotherSchedule() =>
        Assert.NotEqual(FaultSchedule.Create(7, Long, Instances, Namespaces), FaultSchedule.Create(8, Long, Instances, Namespaces));

    [Fact]
    public void Create_ForAShortRun_HasEveryKind()
    {
        for (var seed = 0; seed < 20; seed++)
            Assert.Equal(Enum.GetValues<FaultKind>(), FaultSchedule.Create(seed, Short, Instances, Namespaces).Select(one => one.Kind).Distinct().Order());
    }

    [Fact]
    public void Create_ForALongRun_HasEveryMood()
    {
        var moods = FaultSchedule.Create(7, Long, Instances, Namespaces).Where(one => one.Partner == FaultSchedule.Flapping).Select(one => one.Behaviour);

        Assert.Equal(Enum.GetValues<Behaviour>(), moods.Distinct().Order());
    }

    [Fact]
    public void Create_OverSeeds_KillsEveryNamespace_AndMovesLanesToOneAndToSeveral()
    {
        var events = Enumerable.Range(0, 20).SelectMany(seed => FaultSchedule.Create(seed, Long, Instances, Namespaces)).ToList();

        Assert.Equal([0, 1, 2], events.Where(one => one.Kind == FaultKind.KillBus).Select(one => one.Instance).Distinct().Order());
        Assert.Equal(["0", "0,1,2", "1", "1,2", "2"], events.Where(one => one.Kind == FaultKind.ChangeLanes).Select(one => one.Namespaces).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Create_KeepsTheAbsentPartnerDownForAThird()
    {
        var events = FaultSchedule.Create(7, Long, Instances, Namespaces).Where(one => one is { Kind: FaultKind.Behave, Partner: FaultSchedule.Absent }).ToList();

        Assert.Equal([Behaviour.Down, Behaviour.Healthy], events.Select(one => one.Behaviour));
        Assert.Equal(Long / 3, events[1].At - events[0].At);
    }

    [Fact]
    public void Create_SetsTheSteadyPartnerToPull_AndBackToPush()
    {
        var modes = FaultSchedule.Create(7, Long, Instances, Namespaces).Where(one => one.Kind == FaultKind.ChangeMode).ToList();

        Assert.Equal(["pull", "push"], modes.Select(one => one.Mode));
        Assert.All(modes, one => Assert.Equal(FaultSchedule.Steady, one.Partner));
    }

    [Fact]
    public void Create_LeavesTheSteadyPartnerHealthy_AndStaysWithinTheRun()
    {
        var events = FaultSchedule.Create(7, Long, Instances, Namespaces);

        Assert.DoesNotContain(events, one => one is { Kind: FaultKind.Behave, Partner: FaultSchedule.Steady });
        Assert.All(events, one => Assert.InRange(one.At, TimeSpan.Zero, Long + TimeSpan.FromSeconds(5)));
        Assert.Equal(events.OrderBy(one => one.At), events);
    }
}
