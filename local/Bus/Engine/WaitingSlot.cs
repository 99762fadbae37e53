namespace Relay.Local.Bus.Engine;

/// <summary>
/// One waiting message in few bytes: a queue of a million messages has a million of these and only few
/// <see cref="MessageEntry"/>. What is not here is in the store.
/// </summary>
internal struct WaitingSlot
{
    /// <summary>0 for a slot whose message was taken out of the middle.</summary>
    public long SequenceNumber;

    /// <summary>Unix milliseconds; <see cref="long.MaxValue"/> means never.</summary>
    public long ExpiresAt;

    public int Size;

    /// <summary>A row of state exists in the store.</summary>
    public bool HasState;

    /// <summary>The message's entry, where it is in memory anyway.</summary>
    public MessageEntry? Entry;

    public static WaitingSlot Of(MessageEntry entry, bool keep) => new()
    {
        SequenceNumber = entry.SequenceNumber,
        ExpiresAt = entry.ExpiresAt,
        Size = entry.Size,
        HasState = entry.HasState,
        Entry = keep ? entry : null,
    };
}
