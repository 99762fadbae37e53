using Relay.Client.States;

namespace Relay.Client.Operators;

/// <summary>How a partner does, at a glance.</summary>
/// <param name="Partner">Its name.</param>
/// <param name="Status">Where its agreement stands.</param>
/// <param name="Mode"><c>push</c> or <c>pull</c>.</param>
/// <param name="Breaker">Its endpoint.</param>
public sealed record PartnerOverview(string Partner, string Status, string Mode, ExplainedBreaker Breaker)
{
    /// <summary>Where deliveries are posted; null where they are only asked for.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Lanes in which envelopes are parked or wait.</summary>
    public int LanesNotOpen { get; init; }

    /// <summary>Since when the first of them is parked; null when none is.</summary>
    public DateTimeOffset? ParkedSince { get; init; }

    /// <summary>Bytes that are parked for it; an upper bound while a lane is drained.</summary>
    public long ParkedBytes { get; init; }

    /// <summary>Envelopes that are held for an operator.</summary>
    public int Held { get; init; }
}

/// <summary>The whole relay at a glance.</summary>
/// <param name="Partners">By name.</param>
/// <param name="Unreadable">Messages held that cannot be read, and so belong to no partner.</param>
/// <param name="HeldIsAll">False when more is held than was counted.</param>
/// <param name="Namespaces">Numbers of the relay's Service Bus namespaces.</param>
public sealed record RelayOverview(IReadOnlyList<PartnerOverview> Partners, int Unreadable, bool HeldIsAll, IReadOnlyList<int> Namespaces);

/// <summary>The endpoint of a partner.</summary>
/// <param name="Partner">Whose.</param>
/// <param name="Breaker">Its breaker.</param>
public sealed record PartnerBreaker(string Partner, ExplainedBreaker Breaker);

/// <summary>The endpoints of all partners.</summary>
/// <param name="Breakers">By partner.</param>
public sealed record BreakerList(IReadOnlyList<PartnerBreaker> Breakers);

/// <summary>What is to be done with a breaker.</summary>
/// <param name="Action"><c>probe</c> or <c>enable</c>.</param>
internal sealed record BreakerOrder(string Action);

/// <summary>A lane that is not open.</summary>
/// <param name="Lane">Its name.</param>
/// <param name="Class"><c>normal</c> or <c>urgent</c>.</param>
/// <param name="State"><c>parked</c> or <c>waiting</c>.</param>
/// <param name="Bytes">What is parked in it.</param>
/// <param name="Attempts">Failures in a row of its first message.</param>
/// <param name="ParkedSince">Since when everything waits.</param>
/// <param name="NextTryAt">When it is tried by itself; null while it waits for something else.</param>
/// <param name="WaitingRecipients">How many recipients wait apart.</param>
/// <param name="Namespace">Number of the Service Bus namespace in which it lies.</param>
public sealed record LaneOverview(
    string Lane, string Class, string State, long Bytes, int Attempts, DateTimeOffset? ParkedSince = null, DateTimeOffset? NextTryAt = null, int WaitingRecipients = 0, int Namespace = 0);

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
/// <param name="To">Until when.</param>
/// <param name="Refusals">By partner and reason.</param>
public sealed record RefusalList(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<RefusalCount> Refusals);

/// <summary>A link that signs a browser in to the operator's page, once.</summary>
/// <param name="Url">To be opened in a browser.</param>
/// <param name="ExpiresAt">When it is no longer good.</param>
public sealed record SignInLink(string Url, DateTimeOffset ExpiresAt);
