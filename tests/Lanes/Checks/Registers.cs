using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Checks;

/// <summary>One operation of a small program on shared registers: read one, or write what was read last, plus one.</summary>
internal readonly record struct RegisterAction(int Register, bool Writes);

/// <summary>Small programs on shared registers, to check the explorer itself.</summary>
internal sealed class Registers(IReadOnlyList<IReadOnlyList<RegisterAction>> programs, bool mayCrash = false) : IWorld
{
    private readonly SortedDictionary<int, int> _values = [];
    private readonly List<Call> _calls = [];
    private Execution _execution = null!;

    public string State => string.Join(' ', _values.Select(entry => $"{entry.Key}={entry.Value}"));

    public static Func<IChooser, ExecutionResult> Runner(
        IReadOnlyList<IReadOnlyList<RegisterAction>> programs, Action<string>? ended = null, Func<string, string?>? judge = null, bool mayCrash = false) => chooser =>
    {
        var world = new Registers(programs, mayCrash);
        var ending = world.Run(chooser);
        if (ending != Ending.Covered)
            ended?.Invoke(world.State);
        return new ExecutionResult(ending, world._execution.Schedule, ending == Ending.Covered ? null : judge?.Invoke(world.State));
    };

    public IEnumerable<Step> Events() => [];

    public IEnumerable<Step> Faults() => mayCrash && _execution.Budgets.Left("crash") > 0
        ? _calls.Where(call => call is { HasEnded: false, IsDead: false }).Select(call => new Step(
            "crash " + call.Name,
            Footprint.Writes(call.Memory).And(Budgets.Footprint("crash")),
            () => Crash(call)))
        : [];

    public Step? Wait() => null;

    public void Check()
    {
    }

    private Ending Run(IChooser chooser)
    {
        _execution = new Execution(new VirtualClock(DateTimeOffset.UnixEpoch), new Budgets(new Dictionary<string, int> { ["crash"] = 1 }));
        for (var i = 0; i < programs.Count; i++)
        {
            var call = new Call(_execution, $"P{i}", $"P{i}");
            _calls.Add(call);
            var program = programs[i];
            call.Start(() => PlayAsync(program));
        }

        return _execution.Run(this, chooser, 100);
    }

    private async Task PlayAsync(IReadOnlyList<RegisterAction> program)
    {
        var last = 0;
        foreach (var (register, writes) in program)
        {
            var thing = $"r{register}";
            var value = last + 1;
            last = writes
                ? await Call.Current.OperateAsync("write " + thing, Footprint.Writes(thing), default, new Outcome<int>("", null, () => _values[register] = value))
                : await Call.Current.OperateAsync("read " + thing, Footprint.Reads(thing), default, new Outcome<int>("", null, () => _values.GetValueOrDefault(register)));
        }
    }

    private void Crash(Call call)
    {
        _execution.Budgets.Take("crash");
        call.Kill();
        foreach (var operation in _execution.Operations.Where(operation => operation.Call == call).ToList())
            _execution.Remove(operation);
    }
}
