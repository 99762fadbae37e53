namespace Relay.Functions.Limits;

/// <summary>Whom a limit counts for.</summary>
public enum LimitScope : byte
{
    /// <summary>Each partner by itself.</summary>
    Partner,

    /// <summary>Each sending and receiving partner together.</summary>
    Pair,

    /// <summary>All callers of one instance of the program.</summary>
    Instance,

    /// <summary>Each user of a partner by itself.</summary>
    User,
}

/// <summary>What a limit bounds.</summary>
public enum LimitKind : byte
{
    /// <summary>An amount a second with a burst: a token bucket in each instance.</summary>
    Rate,

    /// <summary>What goes on at the same time in one instance.</summary>
    InFlight,

    /// <summary>What lies in store, over all instances.</summary>
    Stored,

    /// <summary>An amount a day (UTC), over all instances: counted in Table storage.</summary>
    Daily,
}

/// <summary>What a limit does where it cannot know: a fresh instance, a length that was not given, a store that does not answer.</summary>
public enum WhenUnsure : byte
{
    /// <summary>It lets pass (fail open).</summary>
    Open,

    /// <summary>It assumes the worst (fail closed).</summary>
    Closed,
}

/// <summary>One named limit. <see cref="LimitTable"/> has all of them; <see cref="LimitsOptions"/> has their numbers.</summary>
public sealed class Limit
{
    /// <summary>Its name in problems and documents.</summary>
    public required string Name { get; init; }

    /// <summary>Whom it counts for.</summary>
    public required LimitScope Scope { get; init; }

    /// <summary>What it bounds.</summary>
    public required LimitKind Kind { get; init; }

    /// <summary>What its number counts.</summary>
    public required string Unit { get; init; }

    /// <summary>The part of a request that a problem names as the one at fault.</summary>
    public required string Field { get; init; }

    /// <summary>Its number.</summary>
    public required Func<LimitsOptions, long> Number { get; init; }

    /// <summary>For a rate, what may come at once after a pause; for what is in flight, how many more may wait for a place. Null where there is none.</summary>
    public Func<LimitsOptions, long>? Extra { get; init; }

    /// <summary>What it does where it cannot know.</summary>
    public required WhenUnsure WhenUnsure { get; init; }

    /// <summary>Why it does that.</summary>
    public required string Reason { get; init; }
}
