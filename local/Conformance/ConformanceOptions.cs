using Relay.Local.Conformance.Samples;

namespace Relay.Local.Conformance;

/// <summary>What is examined, and how patiently.</summary>
public sealed class ConformanceOptions
{
    /// <summary>The partner's endpoint for deliveries.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The partner's endpoint for receipts and events; without it those points are skipped.</summary>
    public Uri? Events { get; init; }

    /// <summary>
    /// Where the partner shows what its test accounts got: <c>GET {witness}?user=NAME</c> answers
    /// <c>{"taken":["envelope id", …]}</c>, in the order in which the user's app gets them. Without it those points are skipped.
    /// </summary>
    public Uri? Witness { get; init; }

    /// <summary>Whether http on this machine's loopback is allowed, as for a relay on one machine.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>The partner's test accounts.</summary>
    public TestUsers Users { get; init; } = new();

    /// <summary>Ids of points, or the letters before their number (<c>SIG</c>); empty for all. What a point depends on is run with it.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Seconds for one answer: the relay's own bound (<c>Delivery__TimeoutSeconds</c>).</summary>
    public int AnswerSeconds { get; init; } = 20;

    /// <summary>Seconds in which the partner must have read the keys anew after an unknown one was named.</summary>
    public int KeySeconds { get; init; } = 90;

    /// <summary>Seconds over which the slow body is spread.</summary>
    public int SlowSeconds { get; init; } = 5;

    /// <summary>Seconds after which a body that never ends must have been given up.</summary>
    public int StalledSeconds { get; init; } = 120;

    /// <summary>Seconds in which the witness must show what was accepted.</summary>
    public int WitnessSeconds { get; init; } = 10;

    /// <summary>Milliseconds before an envelope that was answered <c>retry</c>, or a request without a usable answer, is sent again.</summary>
    public int RetryMilliseconds { get; init; } = 1000;

    /// <summary>Gives the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
