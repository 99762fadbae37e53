using Relay.Client.Usage;

namespace Relay.Client.Agreements;

/// <summary>What the relay knows of the partner that asks.</summary>
public sealed record PartnerStanding
{
    /// <summary>Its name.</summary>
    public required string Partner { get; init; }

    /// <summary>When it was put together.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Its agreement.</summary>
    public required Agreement Agreement { get; init; }

    /// <summary>What it may ask of the relay.</summary>
    public IReadOnlyList<LimitInForce> Limits { get; init => field = value ?? []; } = [];

    /// <summary>What it has used.</summary>
    public UsageStanding? Usage { get; init; }

    /// <summary>How deliveries go.</summary>
    public required DeliveryFigures Delivery { get; init; }
}

/// <summary>A limit as it is for the partner.</summary>
/// <param name="Name">The limit.</param>
/// <param name="Scope"><c>partner</c>, or <c>pair</c>: each recipient's partner by itself.</param>
/// <param name="Unit">What its numbers count.</param>
/// <param name="Limit">Its number.</param>
/// <param name="Burst">At once after a pause; for rates.</param>
/// <param name="Available">What could be taken now at the instance that answered; for the partner's own rates.</param>
/// <param name="IsQuota">Whether the number is the agreement's quota.</param>
public sealed record LimitInForce(string Name, string Scope, string Unit, long Limit, long? Burst = null, long? Available = null, bool IsQuota = false);

/// <summary>What a partner has used, days and months of UTC.</summary>
/// <param name="Today">Since midnight.</param>
/// <param name="Month">Since the first of the month.</param>
public sealed record UsageStanding(UsageFigures Today, UsageFigures Month);

/// <summary>How deliveries go.</summary>
/// <param name="Mode"><c>push</c> or <c>pull</c>.</param>
/// <param name="Breaker"><c>closed</c>, <c>open</c>, <c>disabled</c> or <c>pull</c>.</param>
public sealed record DeliveryFigures(string Mode, string Breaker)
{
    /// <summary>The last failure, as a word.</summary>
    public string? BreakerReason { get; init; }

    /// <summary>Since when the breaker is not closed.</summary>
    public DateTimeOffset? BreakerSince { get; init; }

    /// <summary>When the endpoint is tried next.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>Bytes that wait for the partner.</summary>
    public long ParkedBytes { get; init; }

    /// <summary>Lanes in which something waits.</summary>
    public int ParkedLanes { get; init; }

    /// <summary>Envelopes that are held for an operator, counted up to 1,000.</summary>
    public int Held { get; init; }

    /// <summary>Today's ends of what it sent.</summary>
    public EndedShare? Sent { get; init; }

    /// <summary>Today's ends of what is for its users.</summary>
    public EndedShare? Received { get; init; }

    /// <summary>From acceptance to delivery, today.</summary>
    public LatencyPercentiles? Latency { get; init; }

    /// <summary>The receipts and events that are posted to it.</summary>
    public ReceiptsProgress? Receipts { get; init; }
}

/// <summary>How envelopes ended.</summary>
/// <param name="Ended">How many.</param>
/// <param name="Delivered">Of these, delivered.</param>
/// <param name="SuccessShare">Their share, 0 to 1; null where none has ended.</param>
public sealed record EndedShare(long Ended, long Delivered, double? SuccessShare = null);

/// <summary>Upper bounds of percentiles, in seconds; null for more than an hour.</summary>
/// <param name="Batches">How many deliveries were counted.</param>
/// <param name="P50">Half of them took at most this.</param>
/// <param name="P95">95 of 100.</param>
/// <param name="P99">99 of 100.</param>
public sealed record LatencyPercentiles(long Batches, double? P50 = null, double? P95 = null, double? P99 = null);

/// <summary>How far the posts to the partner's events endpoint have come.</summary>
/// <param name="LagSeconds">The age of the oldest receipt or event that is not taken yet.</param>
/// <param name="WaitingEvents">Events that wait, counted up to 100.</param>
/// <param name="Failures">Posts that failed in a row.</param>
/// <param name="NextPostAt">Not before this time.</param>
public sealed record ReceiptsProgress(long LagSeconds, int WaitingEvents, int Failures, DateTimeOffset? NextPostAt = null);
