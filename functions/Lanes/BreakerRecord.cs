using Azure;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>A breaker that is not closed.</summary>
public enum BreakerState : byte
{
    /// <summary>Nothing is posted but probes.</summary>
    Open = 0,

    /// <summary>The endpoint answered 410: nothing is posted until its owner enables it again.</summary>
    Disabled = 1,
}

/// <summary>Why a breaker opened.</summary>
public enum BreakerReason : byte
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable = 0,

    /// <summary>No answer within the time.</summary>
    TimedOut = 1,

    /// <summary>Answers outside 2xx.</summary>
    BadStatus = 2,

    /// <summary>Answers that are too long or not of the documented form.</summary>
    BadAnswer = 3,

    /// <summary>The partner asked to wait (429, or 503 with Retry-After).</summary>
    Asked = 4,

    /// <summary>The partner is suspended, or its endpoint may not be called.</summary>
    NotCallable = 5,

    /// <summary>410: the endpoint is gone for good.</summary>
    Gone = 6,
}

/// <summary>The breaker of a partner's endpoint while it is not closed. A closed breaker has no record.</summary>
/// <param name="Partner">The partner.</param>
public sealed record BreakerRecord(string Partner)
{
    /// <summary>Open or disabled.</summary>
    public BreakerState State { get; init; }

    /// <summary>The failure that opened it, or the last probe's.</summary>
    public BreakerReason Reason { get; init; }

    /// <summary>When it opened.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Probes that failed in a row, and 1 for what opened it.</summary>
    public int Attempts { get; init; }

    /// <summary>Number of the probe that is due next; alarms of other numbers are stale.</summary>
    public long Probe { get; init; }

    /// <summary>When that probe is due.</summary>
    public DateTimeOffset ProbeAt { get; init; }

    /// <summary>The lane whose first parked message is the probe; null when no lane was parked: the next that parks takes the turn.</summary>
    public Lane? ProbeLane { get; init; }

    /// <summary>When the last probe was made, or the breaker opened.</summary>
    public DateTimeOffset LastTryAt { get; init; }

    /// <summary>Of the row as it was read or written.</summary>
    public ETag ETag { get; init; }
}
