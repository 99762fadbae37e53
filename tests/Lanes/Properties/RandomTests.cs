using FsCheck;
using FsCheck.Fluent;
using Relay.Lanes.Tests.Scenarios;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Properties;

/// <summary>Random scenarios under random schedules: larger than what can be gone through exhaustively, by the same rules.</summary>
public sealed class RandomTests
{
    private const int Tapes = 400;

    [Fact]
    public void Run_RandomScenario_HoldsAllRules()
    {
        var most = Explored.LongBound ?? Tapes;
        var config = Config.QuickThrowOnFailure.WithMaxTest(most).WithStartSize(20).WithEndSize(300);
        Check.One(config, Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), numbers =>
        {
            var tape = new Tape(numbers);
            var scenario = RandomScenario.From(tape);
            var result = Explored.Run(scenario, new Numbered(tape.Rest));
            return (result.Fault is null).Label(result.Fault is null ? "" : Explorer.Describe(result));
        }));
    }
}
