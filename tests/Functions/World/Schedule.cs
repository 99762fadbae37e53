namespace Relay.Functions.Tests.World;

/// <summary>
/// Runs asynchronous work on one thread. Where several of its steps are ready, a seed says which one comes next: the same seed is the same
/// interleaving.
/// </summary>
internal sealed class Schedule(Random random) : SynchronizationContext
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<(SendOrPostCallback Step, object? State)> _ready = [];

    /// <summary>Runs the work to its end.</summary>
    /// <exception cref="TimeoutException">Nothing of it was ready for half a minute.</exception>
    public static void Run(int seed, Func<Task> work)
    {
        var before = Current;
        var schedule = new Schedule(new Random(seed));
        SetSynchronizationContext(schedule);
        try
        {
            var running = work();
            while (!running.IsCompleted)
                schedule.Next();
            running.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs a test over stores of its own under each of so many seeds.</summary>
    public static void EachSeed(int seeds, Func<PeopleStores, int, Task> test)
    {
        for (var seed = 0; seed < seeds; seed++)
        {
            Run(seed, async () =>
            {
                using var stores = new PeopleStores();
                await test(stores, seed);
            });
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_ready)
        {
            _ready.Add((d, state));
            Monitor.Pulse(_ready);
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    private void Next()
    {
        (SendOrPostCallback Step, object? State) next;
        lock (_ready)
        {
            while (_ready.Count == 0)
            {
                if (!Monitor.Wait(_ready, Patience))
                    throw new TimeoutException("The work waits for something that does not come.");
            }

            var index = random.Next(_ready.Count);
            next = _ready[index];
            _ready.RemoveAt(index);
        }

        next.Step(next.State);
    }
}
