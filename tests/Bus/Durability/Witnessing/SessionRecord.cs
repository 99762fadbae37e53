namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>What is known of one session: its messages in the order in which they were sent, and its state.</summary>
internal sealed class SessionRecord
{
    private int _firstOpen;
    private int _life = -1;
    private int _highest = -1;

    public List<MessageRecord> Ordered { get; } = [];

    public Register State { get; } = new();

    /// <summary>A message that should have come before this one, or that this one comes too late after; null when all is in order.</summary>
    public MessageRecord? Overtaken(MessageRecord seen, int life)
    {
        if (seen.Order is not { } order)
            return null;
        while (_firstOpen < Ordered.Count && Ordered[_firstOpen].Possible == Places.Gone)
            _firstOpen++;
        for (var i = _firstOpen; i < order; i++)
            if (Ordered[i] is { Possible: Places.Waiting, Locked: false })
                return Ordered[i];
        // A message whose place was uncertain until now was waiting all this life: a later one must not have come before it.
        return _life == life && _highest > order && seen.SeenInLife != life ? seen : null;
    }

    public void Saw(MessageRecord seen, int life)
    {
        if (seen.Order is not { } order)
            return;
        _highest = _life == life ? Math.Max(_highest, order) : order;
        _life = life;
    }

    /// <summary>True when its number lies between those of its neighbours, as far as they are known.</summary>
    public bool NumberFits(MessageRecord seen, long number) => seen.Order is not { } order
        || (order == 0 || Ordered[order - 1].SequenceNumber is not { } before || before < number)
        && (order + 1 >= Ordered.Count || Ordered[order + 1].SequenceNumber is not { } after || number < after);
}
