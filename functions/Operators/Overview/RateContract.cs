namespace Relay.Functions.Operators.Overview;

/// <summary>Envelopes of one minute.</summary>
/// <param name="At">When the minute began.</param>
/// <param name="Accepted">Accepted.</param>
/// <param name="Delivered">Ended as delivered.</param>
/// <param name="Refused">Not accepted.</param>
/// <param name="Failed">Calls to partners' endpoints that failed.</param>
public sealed record RatePoint(DateTimeOffset At, long Accepted, long Delivered, long Refused, long Failed);

/// <summary>Rates by the minute, every minute in it.</summary>
/// <param name="Points">Oldest first, one for each minute.</param>
public sealed record RateList(IReadOnlyList<RatePoint> Points);
