namespace Relay.Functions.Queue;

/// <summary>What came of a send.</summary>
public enum SendOutcome
{
    /// <summary>The namespace answered, if only to refuse.</summary>
    Answered,

    /// <summary>It did not.</summary>
    Silent,

    /// <summary>Nobody waited for an answer any longer.</summary>
    Left,
}

/// <summary>
/// What an instance knows of namespaces that do not answer, so that not everybody waits for one as long as may be, and keeps what is for
/// the others waiting too. After a silence a namespace rests, then one send at a time tries it. Safe for use by several threads at once.
/// </summary>
/// <param name="rest">How long nothing is sent to one that did not answer.</param>
/// <param name="slow">Sends that wait for so long, with no answer to any, keep further ones away.</param>
/// <param name="clock">The time.</param>
public sealed class NamespaceRest(TimeSpan rest, TimeSpan slow, TimeProvider clock)
{
    private readonly State[] _states = [.. Enumerable.Range(0, QueueNamespaces.MostNumbers).Select(_ => new State())];

    /// <summary>Whether to send there now: what to give to <see cref="Leave"/> afterwards, or null.</summary>
    public long? Enter(int number)
    {
        var now = clock.GetTimestamp();
        var state = _states[number];
        lock (state)
        {
            var stays = state.IsSilent
                ? state.Waiting == 0 && clock.GetElapsedTime(state.Since, now) >= rest
                : state.Waiting == 0 || clock.GetElapsedTime(state.Since, now) < slow;
            if (!stays)
                return null;

            if (state.Waiting++ == 0)
                state.Since = now;
            return now;
        }
    }

    /// <summary>Notes what came of a send. One that was left after it had been slow was not answered.</summary>
    public void Leave(int number, long entered, SendOutcome outcome)
    {
        var state = _states[number];
        if (outcome == SendOutcome.Left && clock.GetElapsedTime(entered) >= slow)
            outcome = SendOutcome.Silent;
        lock (state)
        {
            state.Waiting--;
            if (outcome == SendOutcome.Left)
                return;
            state.IsSilent = outcome == SendOutcome.Silent;
            state.Since = clock.GetTimestamp();
        }
    }

    private sealed class State
    {
        /// <summary>Sends under way.</summary>
        public int Waiting { get; set; }

        /// <summary>Whether the last that ended was not answered.</summary>
        public bool IsSilent { get; set; }

        /// <summary>When the last ended, or the first of those under way began.</summary>
        public long Since { get; set; }
    }
}
