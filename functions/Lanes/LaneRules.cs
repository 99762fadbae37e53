using Relay.Functions.Deliver;
using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>Why a message is parked rather than posted.</summary>
public enum ParkCause : byte
{
    /// <summary>The lane is parked: what arrives waits behind what is there.</summary>
    Behind = 0,

    /// <summary>Lanes of an earlier epoch are not empty yet.</summary>
    Epoch = 1,

    /// <summary>The breaker is not closed.</summary>
    Away = 2,

    /// <summary>The partner asks for its envelopes itself.</summary>
    Pull = 3,

    /// <summary>As many calls to the partner are under way as may be.</summary>
    Busy = 4,

    /// <summary>The partner failed on it.</summary>
    Failed = 5,

    /// <summary>The partner took the batch and wants some of its envelopes again, later.</summary>
    AskedAgain = 6,
}

/// <summary>The rules of lanes that need nothing but what was read.</summary>
public static class LaneRules
{
    /// <summary>What the clocks of two instances, or of an instance and a partner, may differ by.</summary>
    internal static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    /// <summary>Why what arrives in this lane is to be parked; null when it may be posted (some of it, when the lane is in mode Waiting).</summary>
    public static ParkCause? CauseToPark(PartnerLanes state, LaneRecord? record, Lane lane, PartnerRecord? partner)
    {
        if (record?.Mode == LaneMode.Parked)
            return ParkCause.Behind;
        if (lane.Epoch > state.OpenEpoch)
            return ParkCause.Epoch;
        // Nothing is posted to a partner whose agreement has ended, nor fetched by it: its envelopes end at once.
        if (partner?.Status == PartnerStatus.Ended)
            return null;
        if (partner?.Mode == DeliveryMode.Pull)
            return ParkCause.Pull;
        return state.Breaker is null ? null : ParkCause.Away;
    }

    /// <summary>
    /// Whether nobody can have posted a message of this lane that was accepted at a time: by then all of it was parked, or the
    /// breaker was open, and both have been so since.
    /// </summary>
    public static bool WasClosed(PartnerLanes state, LaneRecord? record, DateTimeOffset acceptedAt) =>
        record?.ParkedSince + Skew <= acceptedAt || state.Breaker?.Since + Skew <= acceptedAt;

    /// <summary>Whether a failure may be the batch's own fault: the endpoint was reached, and did not say that it is the endpoint's.</summary>
    public static bool MayBeTheBatch(DestinationAnswer answer) => answer.Failure switch
    {
        DestinationFailure.NotCallable or DestinationFailure.None => false,
        DestinationFailure.BadStatus => ReasonOf(answer) == BreakerReason.BadStatus && answer.Status is not (401 or 403 or 404 or 503),
        _ => true,
    };

    /// <summary>Whether one such answer is enough to stop posting: the partner asks for a pause, or may not be called at all.</summary>
    public static bool StopsAtOnce(DestinationAnswer answer) =>
        answer.Failure != DestinationFailure.None && ReasonOf(answer) is BreakerReason.Asked or BreakerReason.Gone or BreakerReason.NotCallable;

    /// <summary>What a breaker says of a failure.</summary>
    public static BreakerReason ReasonOf(DestinationAnswer answer) => answer.Failure switch
    {
        DestinationFailure.Unreachable => BreakerReason.Unreachable,
        DestinationFailure.TimedOut => BreakerReason.TimedOut,
        DestinationFailure.BadAnswer => BreakerReason.BadAnswer,
        DestinationFailure.NotCallable => BreakerReason.NotCallable,
        _ when answer.Status == 410 => BreakerReason.Gone,
        _ when answer.Status == 429 || (answer.Status == 503 && answer.RetryAfter is not null) => BreakerReason.Asked,
        _ => BreakerReason.BadStatus,
    };
}
