namespace Relay.Lanes.Tests.Scheduler;

/// <summary>How an execution ended.</summary>
internal enum Ending
{
    /// <summary>Nothing can happen any more.</summary>
    AtRest,

    /// <summary>The bound on steps was reached.</summary>
    Cut,

    /// <summary>The chooser ended it: what follows is covered elsewhere.</summary>
    Covered,
}

/// <summary>
/// One run of calls in a world, on one thread, a step at a time. Code between two operations runs at once and unseen: nothing
/// else could tell when it did.
/// </summary>
internal sealed class Execution(VirtualClock clock, Budgets budgets)
{
    private const int MostCallbacks = 100_000;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Queue<(Call Call, SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly List<Operation> _operations = [];
    private volatile bool _strayed;
    private Call? _last;

    public VirtualClock Clock => clock;

    public Budgets Budgets => budgets;

    /// <summary>A continuation came from another thread, so that the order is no longer the scheduler's.</summary>
    public bool HasStrayed => _strayed;

    /// <summary>Labels of the steps that were taken.</summary>
    public List<string> Schedule { get; } = [];

    /// <summary>Operations that calls wait for.</summary>
    public IReadOnlyList<Operation> Operations => _operations;

    public void Enqueue(Call call, SendOrPostCallback callback, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            _strayed = true;
        else if (!call.IsDead)
            _ready.Enqueue((call, callback, state));
    }

    public void Add(Operation operation) => _operations.Add(operation);

    public void Remove(Operation operation) => _operations.Remove(operation);

    /// <summary>Takes steps until nothing can happen, the chooser stops, or <paramref name="mostSteps"/> more have been taken.</summary>
    /// <exception cref="BrokenInvariantException">The world's check failed, or code never came to a wait.</exception>
    public Ending Run(IWorld world, IChooser chooser, int mostSteps)
    {
        for (var taken = 0; ; taken++)
        {
            RunReady();
            world.Check();
            var steps = Possible(world);
            if (steps.Count == 0)
                return Ending.AtRest;
            if (taken >= mostSteps)
                return Ending.Cut;

            var chosen = chooser.Choose(steps);
            if (chosen == IChooser.Stop)
                return Ending.Covered;
            Schedule.Add(steps[chosen].Label);
            clock.Tick();
            steps[chosen].Take();
        }
    }

    // The ordinary way first: the call that ran last goes on, then the others, then the world, then faults.
    private List<Step> Possible(IWorld world)
    {
        _operations.RemoveAll(operation => operation.IsWithdrawn);
        var ordinary = new List<Step>();
        var faults = new List<Step>();
        foreach (var operation in _operations.Where(operation => operation.Call == _last).Concat(_operations.Where(operation => operation.Call != _last)))
        {
            var first = true;
            foreach (var step in operation.Steps(this))
            {
                (first ? ordinary : faults).Add(step);
                first = false;
            }
        }

        ordinary.AddRange(world.Events());
        if (ordinary.Count == 0 && world.Wait() is { } wait)
            ordinary.Add(wait);
        if (ordinary.Count == 0)
            return ordinary;

        ordinary.AddRange(faults);
        ordinary.AddRange(world.Faults());
        return ordinary;
    }

    private void RunReady()
    {
        var before = SynchronizationContext.Current;
        try
        {
            for (var callbacks = 0; _ready.TryDequeue(out var ready); callbacks++)
            {
                if (callbacks == MostCallbacks)
                    throw new BrokenInvariantException($"{ready.Call.Name} runs without end.");
                if (ready.Call.IsDead)
                    continue;

                _last = ready.Call;
                SynchronizationContext.SetSynchronizationContext(ready.Call);
                ready.Callback(ready.State);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        if (_strayed)
            throw new InvalidOperationException("A continuation came from another thread: the order of this execution is not the scheduler's.");
    }
}
