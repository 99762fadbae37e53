using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>What the store says of a partner's lanes at one moment.</summary>
/// <param name="Breaker">Null when closed.</param>
/// <param name="OpenEpoch">Lanes of later epochs are parked until all before them are empty.</param>
/// <param name="Lanes">Lanes that are not open, by <see cref="Lane.Key"/>.</param>
/// <param name="Fences">Keys of lanes of the open epoch that a fence has passed.</param>
public sealed record PartnerLanes(
    BreakerRecord? Breaker, int OpenEpoch, IReadOnlyDictionary<string, LaneRecord> Lanes, IReadOnlySet<string> Fences)
{
    /// <summary>How many lanes are not open; about, where not all were read.</summary>
    public int NotOpen { get; init; } = Lanes.Count;

    /// <summary>A partner whose lanes are all open.</summary>
    public static readonly PartnerLanes AllOpen = new(null, 1, new Dictionary<string, LaneRecord>(), new HashSet<string>());

    /// <summary>The record of a lane; null when it is open.</summary>
    public LaneRecord? Find(Lane lane) => Lanes.GetValueOrDefault(lane.Key);
}
