namespace Relay.Local.Scale.Simulation;

/// <summary>
/// What senders keep because the relay answered <c>unavailable</c>, for the lanes of one partner in one namespace: sent again after pauses
/// that double from the one that the relay names to a longest.
/// </summary>
/// <param name="firstSeconds">The first pause, at least 1.</param>
/// <param name="longestSeconds">The longest, at least the first.</param>
public sealed class SenderRetries(int firstSeconds, int longestSeconds)
{
    // By the second at which they are due, and by how often they were tried.
    private readonly double[][] _due = [.. Enumerable.Range(0, longestSeconds + 1).Select(_ => new double[Levels(firstSeconds, longestSeconds)])];

    /// <summary>All that is kept.</summary>
    public double Waiting { get; private set; }

    /// <summary>What is sent again at a second.</summary>
    public double Due(int second) => Waiting > 0 ? _due[second % _due.Length].Sum() : 0;

    /// <summary>What became of what was sent at a second: some of what was due failed again, and some of what was sent for the first time.</summary>
    /// <param name="second">The second; each is told once, in order.</param>
    /// <param name="again">The share of what was due that failed.</param>
    /// <param name="fresh">What else failed.</param>
    public void Failed(int second, double again, double fresh)
    {
        if (Waiting <= 0 && fresh <= 0)
            return;

        var due = _due[second % _due.Length];
        double[] failed = [fresh, .. due.Select(amount => amount * again)];
        Waiting += fresh - (due.Sum() * (1 - again));
        Array.Clear(due);
        for (var tries = 0; tries < failed.Length; tries++)
        {
            var level = Math.Min(tries, due.Length - 1);
            var pause = Math.Min(longestSeconds, firstSeconds * Math.Pow(2, level));
            _due[(second + (int)pause) % _due.Length][level] += failed[tries];
        }
    }

    private static int Levels(int first, int longest) => 1 + (int)Math.Ceiling(Math.Log2((double)longest / first));
}
