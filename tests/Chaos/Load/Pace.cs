using System.Diagnostics;

namespace Relay.Chaos.Load;

/// <summary>How many envelopes of a share are due: evenly over the run's duration, all at its end.</summary>
internal sealed class Pace(TimeSpan duration)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>How long the run has gone on.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>How many of so many are due now.</summary>
    public int Due(int share) => (int)(share * Math.Min(1, Elapsed / duration));
}
