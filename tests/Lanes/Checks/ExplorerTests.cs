using FsCheck;
using FsCheck.Fluent;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Checks;

/// <summary>The explorer misses no state and repeats no order: checked on programs small enough to count by hand or to go through without reduction.</summary>
public sealed class ExplorerTests
{
    private static readonly RegisterAction[] Increment = [new(0, false), new(0, true)];

    [Fact]
    public void Explore_LostUpdate_IsFoundWithItsSchedule()
    {
        var exploration = Explorer.Explore(Registers.Runner([Increment, Increment], judge: state => state == "0=2" ? null : $"an update was lost ({state})"), 100);

        Assert.NotNull(exploration.Failure);
        Assert.StartsWith("an update was lost (0=1)", exploration.Failure);
        Assert.Contains("P1.1 read r0", exploration.Failure);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 6)]
    [InlineData(3, 20)]
    [InlineData(5, 252)]
    public void Explore_WithoutReduction_CarriesOutEveryOrder(int length, int orders)
    {
        var program = Enumerable.Repeat(new RegisterAction(0, true), length).ToArray();
        var exploration = Explorer.Explore(Registers.Runner([program, program]), 10_000, reduce: false);
        Assert.Equal((orders, 0, true), (exploration.Executions, exploration.Covered, exploration.IsComplete));
    }

    [Fact]
    public void Explore_StepsThatAllCommute_TakesOneOrder()
    {
        RegisterAction[] first = [new(0, true), new(1, true), new(2, false)];
        RegisterAction[] second = [new(3, true), new(4, true), new(2, false)];
        Assert.Equal(1, Explorer.Explore(Registers.Runner([first, second]), 10_000).Executions);
    }

    [Fact]
    public void Explore_MoreThanAllowed_SaysThatItIsNotComplete()
    {
        var exploration = Explorer.Explore(Registers.Runner([Increment, Increment, Increment]), 5);
        Assert.Equal((5, false), (exploration.Executions + exploration.Covered, exploration.IsComplete));
    }

    [Fact]
    public void Explore_RandomPrograms_ReductionReachesTheSameStates() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(Programs().ToArbitrary(), input => States(input, reduce: true).SetEquals(States(input, reduce: false))));

    [Fact]
    public void Scheduled_ScheduleOfAFailure_RepeatsIt()
    {
        var run = Registers.Runner([Increment, Increment], judge: state => state == "0=2" ? null : state);
        var failure = Explorer.Explore(run, 100).Failure!;

        var again = run(new Scheduled(failure[(failure.IndexOf("Schedule:", StringComparison.Ordinal) + "Schedule:".Length)..]));

        Assert.Equal(failure, Explorer.Describe(again));
    }

    [Fact]
    public void Scheduled_StepThatIsNotPossible_IsTold() =>
        Assert.Contains("possible: P0.1 read r0", Assert.Throws<InvalidOperationException>(() => Registers.Runner([Increment])(new Scheduled("P0.2 write r0"))).Message);

    [Fact]
    public void Explore_CodeThatLeavesTheScheduler_IsTold()
    {
        var execution = new Execution(new VirtualClock(DateTimeOffset.UnixEpoch), new Budgets(new Dictionary<string, int>()));
        var call = new Call(execution, "P", "P");
        var entered = new ManualResetEventSlim();
        call.Start(async () =>
        {
            var elsewhere = Task.Run(entered.Wait);
            _ = elsewhere.ContinueWith(_ => call.Post(_ => { }, null), TaskScheduler.Default).ContinueWith(_ => entered.Dispose(), TaskScheduler.Default);
            await Task.Yield();
            entered.Set();
            SpinWait.SpinUntil(() => call.HasStrayed, TimeSpan.FromSeconds(20));
        });

        Assert.Contains("another thread", Assert.Throws<InvalidOperationException>(() => execution.Run(new Registers([]), new Ordinary(), 10)).Message);
    }

    private static HashSet<string> States((RegisterAction[][] Programs, bool MayCrash) input, bool reduce)
    {
        var states = new HashSet<string>();
        var exploration = Explorer.Explore(Registers.Runner(input.Programs, state => states.Add(state), mayCrash: input.MayCrash), 200_000, reduce);
        Assert.True(exploration.IsComplete);
        return states;
    }

    private static Gen<(RegisterAction[][] Programs, bool MayCrash)> Programs()
    {
        var action = Gen.Choose(0, 2).SelectMany(register => Gen.Elements(true, false).Select(writes => new RegisterAction(register, writes)));
        var program = Gen.Choose(1, 3).SelectMany(length => action.ArrayOf(length));
        var programs = Gen.Choose(2, 3).SelectMany(count => program.ArrayOf(count));
        return programs.SelectMany(some => Gen.Elements(true, false).Select(mayCrash => (some, mayCrash)));
    }
}
