using System.Text.Json.Serialization;
using Relay.Functions.Explain;

namespace Relay.Functions.Operators.Overview;

/// <summary>How a partner does, at a glance.</summary>
/// <param name="Partner">Its name.</param>
/// <param name="Status">Where its agreement stands: requested, sandbox, live, suspended or ended.</param>
/// <param name="Mode">push or pull.</param>
/// <param name="Endpoint">Where deliveries are posted; left out where they are only asked for.</param>
/// <param name="Breaker">Its endpoint.</param>
/// <param name="LanesNotOpen">Lanes in which envelopes are parked or wait.</param>
/// <param name="ParkedSince">Since when the first of them is parked; left out when none is.</param>
/// <param name="ParkedBytes">What is parked for it; an upper bound while a lane is drained.</param>
/// <param name="Held">Envelopes that are held for an operator, counted as far as <see cref="RelayOverview.HeldIsAll"/> says.</param>
public sealed record PartnerOverview(
    string Partner, string Status, string Mode, string? Endpoint, BreakerView Breaker, int LanesNotOpen, DateTimeOffset? ParkedSince, long ParkedBytes, int Held);

/// <summary>The whole relay at a glance.</summary>
/// <param name="Partners">By name.</param>
/// <param name="Unreadable">Messages held that cannot be read, and so belong to no partner.</param>
/// <param name="HeldIsAll">False when more is held than was counted.</param>
/// <param name="Namespaces">Numbers of the relay's Service Bus namespaces.</param>
public sealed record RelayOverview(IReadOnlyList<PartnerOverview> Partners, int Unreadable, bool HeldIsAll, IReadOnlyList<int> Namespaces);

/// <summary>The endpoint of a partner.</summary>
/// <param name="Partner">Whose.</param>
/// <param name="Breaker">Its breaker.</param>
public sealed record PartnerBreaker(string Partner, BreakerView Breaker);

/// <summary>All endpoints.</summary>
/// <param name="Breakers">By partner.</param>
public sealed record BreakerList(IReadOnlyList<PartnerBreaker> Breakers);

/// <summary>What to do with a partner's breaker.</summary>
/// <param name="Action">probe: try the endpoint now; enable: take an endpoint back that answered 410.</param>
public sealed record BreakerOrder(string? Action);

/// <summary>A lane that is not open.</summary>
/// <param name="Lane">Its name in stores.</param>
/// <param name="Class">normal or urgent.</param>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Namespace">Number of the Service Bus namespace in which it lies.</param>
/// <param name="Epoch">Of which change of the partner's lanes.</param>
/// <param name="State">parked: everything waits in order; waiting: only some recipients do.</param>
/// <param name="ParkedSince">Since when everything waits.</param>
/// <param name="Bytes">What is parked in it; an upper bound while it is drained.</param>
/// <param name="Attempts">Failures in a row of its first message.</param>
/// <param name="NextTryAt">When it is tried by itself; left out while it waits for the breaker, for lanes before it, or to be asked for.</param>
/// <param name="WaitingRecipients">How many recipients wait apart.</param>
/// <param name="Isolating">Whether its first message is tried envelope by envelope.</param>
public sealed record LaneOverview(
    string Lane, string Class, int Number, int Namespace, int Epoch, string State, DateTimeOffset? ParkedSince, long Bytes, int Attempts, DateTimeOffset? NextTryAt, int WaitingRecipients, bool Isolating);

/// <summary>The lanes of a partner that are not open.</summary>
/// <param name="Partner">Whose.</param>
/// <param name="Epoch">How often its lanes, or where they lie, have been changed, from 1.</param>
/// <param name="OpenEpoch">The epoch whose lanes are open: while it is less than <paramref name="Epoch"/>, lanes of the one before are not empty yet.</param>
/// <param name="Lanes">By name.</param>
public sealed record LaneList(string Partner, int Epoch, int OpenEpoch, IReadOnlyList<LaneOverview> Lanes);

/// <summary>Envelopes that were not accepted for one reason.</summary>
/// <param name="Partner">Who sent them.</param>
/// <param name="Reason">The problem's word.</param>
/// <param name="Envelopes">How many.</param>
/// <param name="LastAt">The minute of the last.</param>
public sealed record RefusalCount(string Partner, string Reason, long Envelopes, DateTimeOffset LastAt);

/// <summary>Recent refusals, most first.</summary>
/// <param name="From">From when.</param>
/// <param name="To">Until when; the last half minute may be missing.</param>
/// <param name="Refusals">By partner and reason.</param>
public sealed record RefusalList(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<RefusalCount> Refusals);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RelayOverview))]
[JsonSerializable(typeof(BreakerList))]
[JsonSerializable(typeof(PartnerBreaker))]
[JsonSerializable(typeof(BreakerOrder))]
[JsonSerializable(typeof(LaneList))]
[JsonSerializable(typeof(RefusalList))]
[JsonSerializable(typeof(RateList))]
internal sealed partial class OverviewJson : JsonSerializerContext;
