using Relay.Functions.Queue;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>Stores, queue, partner and instances of one execution.</summary>
internal sealed partial class World : IWorld
{
    /// <summary>The moment at which every execution begins.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Scenario _scenario;
    private readonly Func<World, TimeProvider, IRelay> _program;
    private readonly Execution _execution;
    private readonly Queue<Arrival> _arrivals;
    private readonly Queue<Func<Functions.Partners.PartnerRecord, Functions.Partners.PartnerRecord>> _changes;
    private readonly List<Operation> _late = [];
    private readonly Instance[] _instances;
    private int _waits;
    private int _calls;
    private string? _fault;

    /// <param name="scenario">What is explored.</param>
    /// <param name="program">Makes the code of an instance with that clock.</param>
    public World(Scenario scenario, Func<World, TimeProvider, IRelay> program)
    {
        _scenario = scenario;
        _program = program;
        Clock = new VirtualClock(Beginning);
        _execution = new Execution(Clock, new Budgets(scenario.Faults));
        Queue = new LaneQueue(Clock);
        Lanes = new LaneTable(Stores) { IgnoresVersions = scenario.Flaw.HasFlag(Flaw.IgnoredVersions) };
        Parked = new ParkedBlobs(Stores, page: 2) { ListsBackwards = scenario.Flaw.HasFlag(Flaw.BackwardListing), Forgets = scenario.Flaw.HasFlag(Flaw.ForgottenParking) };
        Ledger = new LedgerRows(Stores) { LastWins = scenario.Flaw.HasFlag(Flaw.LastEntryWins), Forgets = scenario.Flaw.HasFlag(Flaw.ForgottenEnds) };
        Held = new HeldRows(Stores);
        Bodies = new Bodies(Stores);
        Alarms = new Alarms(Stores, Queue) { Forgets = scenario.Flaw.HasFlag(Flaw.ForgottenAlarms) };
        Partner = new Partner(Clock, TimeSpan.FromSeconds(scenario.Calls.TimeoutSeconds), scenario.Skew.Duration()) { ForgetsDoubt = scenario.Flaw.HasFlag(Flaw.ForgottenDoubt) };
        scenario.Partner?.Invoke(Partner);
        Settings = new SettingsRow(SamplePartner.First(scenario.Mode, scenario.LanesAtFirst));
        _arrivals = new(scenario.Arrivals);
        _changes = new(scenario.Changes);
        _instances = [.. Enumerable.Range(0, scenario.Instances).Select(number => Make(number, 1))];
        while (_arrivals.TryPeek(out var arrival) && !arrival.Later && arrival.AfterChanges == 0)
            Arrive();
    }

    public VirtualClock Clock { get; }

    public Stores Stores { get; } = new();

    public LaneQueue Queue { get; }

    public LaneTable Lanes { get; }

    public ParkedBlobs Parked { get; }

    public LedgerRows Ledger { get; }

    public HeldRows Held { get; }

    public Bodies Bodies { get; }

    public Alarms Alarms { get; }

    public Partner Partner { get; }

    public SettingsRow Settings { get; }

    public Scenario Scenario => _scenario;

    /// <summary>Envelopes that have arrived, with the moment at which they expire.</summary>
    public Dictionary<Guid, DateTimeOffset> Accepted { get; } = [];

    /// <summary>Faults that have happened.</summary>
    public IReadOnlySet<string> Happened => _execution.Budgets.Spent;

    /// <summary>Whether something has happened after which an envelope may rightly be delivered twice.</summary>
    public bool MayRepeat => Happened.Overlaps(
        [Scenario.Crash, Scenario.LockLoss, Scenario.SlowCall, Scenario.Poll, Stores.LostAnswer, Partner.AnswerLost]);

    /// <summary>Explores the scenario with the given choices, lets the world heal, and judges the end.</summary>
    public static ExecutionResult Run(Scenario scenario, Func<World, TimeProvider, IRelay> program, IChooser chooser)
    {
        var world = new World(scenario, program);
        var ending = Ending.AtRest;
        try
        {
            ending = world._execution.Run(world, chooser, scenario.MostSteps);
            if (ending == Ending.Covered)
                return new ExecutionResult(ending, world._execution.Schedule, null);
            if (ending == Ending.AtRest && scenario.AtRest?.Invoke(world) is { } atRest)
                throw new BrokenInvariantException(atRest);
            world.Heal();
            world.CheckEnd();
            if (scenario.AtEnd?.Invoke(world) is { } atEnd)
                throw new BrokenInvariantException(atEnd);
            return new ExecutionResult(ending, world._execution.Schedule, null);
        }
        catch (BrokenInvariantException broken)
        {
            return new ExecutionResult(ending, world._execution.Schedule, broken.Message);
        }
    }

    private Instance Make(int number, int generation)
    {
        var name = ((char)('A' + number)).ToString();
        var clock = new InstanceClock(Clock, number == 1 ? _scenario.Skew : TimeSpan.Zero);
        return new Instance(name, generation, new Lazy<IRelay>(() => _program(this, clock), isThreadSafe: false));
    }

    private void Arrive()
    {
        var arrival = _arrivals.Dequeue();
        foreach (var letter in arrival.Letters)
            Accepted.TryAdd(letter.Id, Clock.Now.AddSeconds(letter.TimeToLiveSeconds));
        var body = Packing.Pack(arrival, Clock.Now);
        if (arrival.Claimed)
        {
            Bodies.Put(arrival.Batch, body);
            body = Packing.Claim(arrival, Clock.Now, arrival.Batch);
        }

        Queue.Of(arrival.Lane).Append(body);
    }

    /// <summary>Starts a call in an instance.</summary>
    private Call Start(Instance instance, string name, Func<Task> code)
    {
        var call = new Call(_execution, $"{instance.FullName}:{name}", instance.Memory);
        instance.IsFresh = false;
        instance.Calls.Add(call);
        call.Start(code, ended =>
        {
            if (ended.Failure is BrokenInvariantException broken)
                _fault ??= broken.Message;
            else if (ended.Failure is not null)
                _fault ??= $"{ended.Name} failed: {ended.Failure}";
        });
        return call;
    }
}
