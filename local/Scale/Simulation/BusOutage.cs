namespace Relay.Local.Scale.Simulation;

/// <summary>How a namespace is away.</summary>
public enum BusAbsence
{
    /// <summary>It refuses at once: the connection is not taken.</summary>
    Refuses,

    /// <summary>It says nothing: accept waits as long as it may, and keeps the whole request with it.</summary>
    Silent,
}

/// <summary>One namespace of a relay that takes nothing and gives nothing for a while, from 18:00 UTC; the first.</summary>
/// <param name="Hours">For so long; 0 for not at all.</param>
/// <param name="HeldSeconds">For so long accept waits for it before it answers unavailable.</param>
public sealed record BusOutage(double Hours, double HeldSeconds)
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
