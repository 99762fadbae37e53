namespace Relay.Local.Scale.Simulation;

/// <summary>
/// One namespace of a relay that takes nothing and gives nothing for a while, from 18:00 UTC; the first. Whether it refuses or says nothing is
/// the same: an instance that has not been answered lets it rest, and answers what is for it unavailable at once.
/// </summary>
/// <param name="Hours">For so long; 0 for not at all.</param>
public sealed record BusOutage(double Hours)
{
    /// <summary>Six in the evening.</summary>
    public const double FromSecond = 18 * 3600;

    /// <summary>The namespace that is away.</summary>
    public const int Number = 0;

    /// <summary>When it is back.</summary>
    public double UntilSecond => FromSecond + (Hours * 3600);

    /// <summary>Whether a namespace is away at a second.</summary>
    public bool IsAway(int number, double second) => number == Number && second >= FromSecond && second < UntilSecond;
}
