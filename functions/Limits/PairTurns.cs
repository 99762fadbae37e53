using Relay.Functions.Groups;

namespace Relay.Functions.Limits;

/// <summary>
/// The pair limits within one request. Once an envelope is turned away, those that follow it to the same partner are too: one that
/// passed it would arrive before it.
/// </summary>
/// <param name="limits">The limits.</param>
/// <param name="sender">The partner that signed.</param>
internal sealed class PairTurns(PartnerLimits limits, string sender)
{
    private Dictionary<string, LimitRefusal>? _turnedAway;
    private HashSet<string>? _haveGroup;

    /// <summary>Takes the next envelope to a partner; null when it may pass.</summary>
    /// <param name="recipient">The partner.</param>
    /// <param name="bytes">Its contents.</param>
    /// <param name="group">What it shares with the other envelopes of a group message, which counts once for each partner; null for an envelope of its own.</param>
    public LimitRefusal? Take(string recipient, int bytes, GroupContent? group = null)
    {
        if (group is not null && (_haveGroup ??= new(StringComparer.Ordinal)).Add(recipient))
            bytes += group.Shared.Bytes.Length;

        if (_turnedAway is not null && _turnedAway.TryGetValue(recipient, out var earlier))
            return earlier;
        if (limits.TakeForPair(sender, recipient, bytes) is not { } refusal)
            return null;

        (_turnedAway ??= new(StringComparer.Ordinal)).Add(recipient, refusal);
        return refusal;
    }
}
