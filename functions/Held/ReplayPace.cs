using Microsoft.Extensions.Options;

namespace Relay.Functions.Held;

/// <summary>Spaces the replays of this instance evenly: all calls together keep to the rate of the options, each call to its own.</summary>
public sealed class ReplayPace(IOptions<HeldOptions> options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Waits for the next turn; false, and without a turn taken, when it comes only after <paramref name="deadline"/>.</summary>
    /// <param name="perSecond">The call's own rate; null for that of the options, which is the highest.</param>
    /// <param name="deadline">When the call ends.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the turn is lost, which costs its time only.</exception>
    public async Task<bool> WaitAsync(int? perSecond, DateTimeOffset deadline, CancellationToken cancel)
    {
        var most = options.Value.ReplayEnvelopesPerSecond;
        TimeSpan wait;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var turn = _next > now ? _next : now;
            if (turn > deadline)
                return false;

            _next = turn + (TimeSpan.FromSeconds(1) / Math.Min(perSecond ?? most, most));
            wait = turn - now;
        }

        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, cancel);
        return true;
    }
}
