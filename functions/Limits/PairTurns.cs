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

    /// <summary>Takes the next envelope to a partner; null when it may pass.</summary>
    public LimitRefusal? Take(string recipient, int bytes)
    {
        if (_turnedAway is not null && _turnedAway.TryGetValue(recipient, out var earlier))
            return earlier;
        if (limits.TakeForPair(sender, recipient, bytes) is not { } refusal)
            return null;

        (_turnedAway ??= new(StringComparer.Ordinal)).Add(recipient, refusal);
        return refusal;
    }
}
