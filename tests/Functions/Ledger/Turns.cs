namespace Relay.Functions.Tests.Ledger;

/// <summary>Lets one of several waiting steps pass at a time, in an order that a seed decides, the clock moving now and then.</summary>
internal sealed class Turns(Random random, ManualClock clock)
{
    private readonly List<TaskCompletionSource> _waiting = [];

    /// <summary>Waits for this step's turn.</summary>
    public Task PassAsync()
    {
        var turn = new TaskCompletionSource();
        lock (_waiting)
            _waiting.Add(turn);
        return turn.Task;
    }

    /// <summary>Gives turns until the work is done. Continuations run inside the turn, so that nothing happens between two.</summary>
    public async Task RunAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            TaskCompletionSource turn;
            lock (_waiting)
            {
                Assert.NotEmpty(_waiting);
                turn = _waiting[random.Next(_waiting.Count)];
                _waiting.Remove(turn);
            }

            if (random.Next(4) == 0)
                clock.Advance(TimeSpan.FromMilliseconds(random.Next(3_000)));
            turn.SetResult();
        }

        await work;
    }
}
