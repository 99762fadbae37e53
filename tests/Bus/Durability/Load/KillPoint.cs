namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>
/// When one life of the broker ends: at a moment of its start, at a moment of its load, or exactly when the n-th request
/// is about to be made or the n-th answer has come. What is counted may never be reached: each life also has a longest time.
/// </summary>
internal sealed class KillPoint
{
    private static readonly TimeSpan LongestLoad = TimeSpan.FromMilliseconds(600);

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Action? _kill;
    private int _requests = int.MaxValue;
    private int _answers = int.MaxValue;
    private bool _endsByError;

    private KillPoint()
    {
    }

    /// <summary>How long after the child begins to open its folder it is killed; null for a life with load.</summary>
    public TimeSpan? DuringStart { get; private init; }

    /// <summary>How long the load lasts at most.</summary>
    public TimeSpan Time { get; private init; } = LongestLoad;

    /// <summary>Completes when the broker was killed by a count.</summary>
    public Task Reached => _reached.Task;

    /// <summary>True from the moment before the kill on.</summary>
    public bool Passed { get; private set; }

    public static KillPoint Random() => System.Random.Shared.Next(100) switch
    {
        < 8 => new KillPoint { DuringStart = TimeSpan.FromMilliseconds(System.Random.Shared.Next(60)) },
        < 20 => new KillPoint { Time = TimeSpan.FromMilliseconds(1 + System.Random.Shared.Next(60)) },
        < 50 => new KillPoint { _answers = Count() },
        < 75 => new KillPoint { _requests = Count() },
        _ => new KillPoint { Time = TimeSpan.FromMilliseconds(20 + System.Random.Shared.Next((int)LongestLoad.TotalMilliseconds)) },
    };

    /// <summary>For a life in which every request must be answered well.</summary>
    public static KillPoint Never() => new() { _kill = () => { } };

    /// <summary>For a life in which requests fail sooner or later: it ends with the first that does, and nothing is killed.</summary>
    public static KillPoint FirstError(TimeSpan within) => new() { _kill = () => { }, Time = within, _endsByError = true };

    /// <summary>Sets what is called, once, at the point.</summary>
    public void Arm(Action kill) => _kill = kill;

    /// <summary>A request is about to be made.</summary>
    public void Requesting() => CountDown(ref _requests);

    /// <summary>An answer has come.</summary>
    public void Answered() => CountDown(ref _answers);

    /// <summary>A request failed; true when that is to be expected here and now.</summary>
    public bool Failed()
    {
        if (_endsByError)
            Pass();
        return Passed;
    }

    /// <summary>Kills now, where no count has done so before.</summary>
    public void Pass()
    {
        lock (_gate)
        {
            if (Passed)
                return;
            Passed = true;
            _kill!();
        }
        _reached.TrySetResult();
    }

    /// <summary>As many small counts as large ones: most of a life's first requests meet code that runs for the first time.</summary>
    private static int Count() => (int)Math.Pow(10, System.Random.Shared.NextDouble() * 3);

    private void CountDown(ref int left)
    {
        if (Interlocked.Decrement(ref left) == 0)
            Pass();
    }
}
