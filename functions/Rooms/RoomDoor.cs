namespace Relay.Functions.Rooms;

/// <summary>A message of an MLS group as its room sees it.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">The epoch of the group that the message belongs to.</param>
/// <param name="Commit">SHA-256 of the message, when it is a commit; otherwise empty.</param>
/// <param name="Partner">The sender's partner.</param>
internal readonly record struct RoomMessage(string Room, ulong Epoch, ReadOnlyMemory<byte> Commit, string Partner)
{
    /// <summary>Whether it is a commit.</summary>
    public bool IsCommit => !Commit.IsEmpty;
}

/// <summary>
/// Decides which commit of an epoch is the one, with a conditional write before anything of it is queued. From then on the room has the
/// next epoch, and until the commit is in all its lanes nothing of that epoch gets in but the same commit again: nothing can overtake it.
/// </summary>
internal sealed class RoomDoor(RoomStore store, TimeProvider clock)
{
    /// <summary>Asks the room, and takes the epoch for a commit that may go on.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused; nothing is to be queued.</exception>
    public async Task<RoomEntry> EnterAsync(RoomMessage message, CancellationToken cancel)
    {
        while (true)
        {
            var room = await store.FindAsync(message.Room, cancel);
            if (Judge(room, message) is { } entry)
                return entry;

            // There are no epochs after the last number, and no group comes near it.
            var taken = (room ?? New(message)) with { Epoch = message.Epoch + 1, Commit = message.Commit, IsComplete = false, ChangedAt = clock.GetUtcNow() };
            if (await store.TryWriteAsync(message.Room, taken, cancel) is { } written)
                return new RoomEntry(RoomVerdict.Open, written, room);
        }
    }

    /// <summary>After a commit is in all its lanes: what belongs to the next epoch may come.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused; the commit is to be sent again.</exception>
    public async Task CompleteAsync(RoomMessage message, IReadOnlyCollection<string> partners, CancellationToken cancel)
    {
        while (await store.FindAsync(message.Room, cancel) is { } room && room.IsLast(message.Commit.Span))
        {
            var complete = room.With(partners);
            if (room.IsComplete && ReferenceEquals(complete, room))
                return;
            if (await store.TryWriteAsync(message.Room, complete with { IsComplete = true, ChangedAt = clock.GetUtcNow() }, cancel) is not null)
                return;
        }
    }

    /// <summary>Gives back the epoch of a commit of which nothing was queued.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused; the same commit may be sent again.</exception>
    public Task GiveBackAsync(RoomMessage message, in RoomEntry entry, CancellationToken cancel) =>
        entry.Before is { } before
            ? store.TryWriteAsync(message.Room, before with { ETag = entry.Room!.ETag }, cancel)
            : store.TryRemoveAsync(message.Room, entry.Room!.ETag, cancel);

    /// <summary>Notes what a message that is no commit tells: a group that the relay did not know, partners, a later epoch.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task NoteAsync(RoomMessage message, IReadOnlyCollection<string> partners, CancellationToken cancel)
    {
        while (true)
        {
            var room = await store.FindAsync(message.Room, cancel);
            var isMember = room is null || room.Partners.Contains(message.Partner);
            var noted = (room ?? New(message)).With(isMember ? partners : []);
            // The group has gone on without the relay, or the room was made by a message that came late.
            if (isMember && noted.IsComplete && message.Epoch > noted.Epoch)
                noted = noted with { Epoch = message.Epoch, Commit = default };
            if (ReferenceEquals(noted, room) || await store.TryWriteAsync(message.Room, noted with { ChangedAt = clock.GetUtcNow() }, cancel) is not null)
                return;
        }
    }

    // Null: a commit that is to take the epoch.
    private static RoomEntry? Judge(MlsRoom? room, in RoomMessage message)
    {
        if (room is null)
            return message.IsCommit ? null : new RoomEntry(RoomVerdict.Open, null);
        if (!message.IsCommit)
            return new RoomEntry(!room.IsComplete && message.Epoch >= room.Epoch ? RoomVerdict.TooEarly : RoomVerdict.Open, room);
        if (!room.Partners.Contains(message.Partner))
            return new RoomEntry(RoomVerdict.Stranger, room);
        if (room.IsLast(message.Commit.Span))
            return new RoomEntry(RoomVerdict.Open, room, IsRepeated: true);
        if (message.Epoch != room.Epoch)
            return new RoomEntry(RoomVerdict.Stale, room);
        return room.IsComplete ? null : new RoomEntry(RoomVerdict.TooEarly, room);
    }

    private MlsRoom New(in RoomMessage message) => new(message.Epoch, default, true, [message.Partner], clock.GetUtcNow());
}
