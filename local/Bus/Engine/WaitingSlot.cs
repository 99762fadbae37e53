namespace Relay.Local.Bus.Engine;

/// <summary>
/// One waiting message in few bytes: a queue of a million messages has a million of these and only few
/// <see cref="MessageEntry"/>. What is not here is in the store.
/// </summary>
/// <param name="SequenceNumber">0 for a slot whose message was taken out of the middle.</param>
/// <param name="ExpiresAt">Unix milliseconds; <see cref="long.MaxValue"/> means never.</param>
/// <param name="Size">Bytes of the message as it was sent.</param>
/// <param name="HasState">A row of state exists in the store.</param>
internal readonly record struct WaitingSlot(long SequenceNumber, long ExpiresAt, int Size, bool HasState)
{
    public static WaitingSlot Of(MessageEntry entry) => new(entry.SequenceNumber, entry.ExpiresAt, entry.Size, entry.HasState);
}

/// <summary>A message taken from a line, with its entry where it is in memory.</summary>
internal readonly record struct WaitingMessage(WaitingSlot Slot, MessageEntry? Entry);
