using Relay.Functions.People;
using Relay.Signatures.Identity;
using Relay.Signatures.Transparency;

namespace Relay.Functions.Transparency;

/// <summary>One of the places for links in an entry.</summary>
/// <param name="Link">The link's id; null where the place is empty.</param>
/// <param name="Opening">Opens the commitment, 32 bytes.</param>
/// <param name="Commitment">32 bytes.</param>
internal sealed record LinkPlace(Guid? Link, byte[] Opening, byte[] Commitment);

/// <summary>Computes a user's versions: what makes a new one, and what it commits to. Reads and writes nothing.</summary>
internal static class KeyVersions
{
    /// <summary>The state that goes with the next record: the same while keys, devices and links are; null for who is not enlisted.</summary>
    /// <param name="user">The user.</param>
    /// <param name="before">The record that is stored; null when there is none.</param>
    /// <param name="next">The record that is to be stored.</param>
    /// <param name="now">The time of the change.</param>
    /// <param name="newSalt">Gives the salt of a new enlistment.</param>
    public static KeyState? Next(Address user, UserRecord? before, UserRecord next, DateTimeOffset now, Func<byte[]> newSalt)
    {
        if (!next.IsEnlisted)
            return null;
        if (before is not { IsEnlisted: true, KeyState: { } present })
            return Committed(user, next, new KeyState(newSalt(), 1, now, null, []));
        return AreSame(before, next) ? present : Committed(user, next, new KeyState(present.Salt, present.Version + 1, now, present.Commitment, []));
    }

    /// <summary>What a version commits to.</summary>
    public static KeyEntry EntryOf(Address user, UserRecord record, KeyState state) => new(
        state.Version,
        state.Previous,
        user.Partner,
        user.User,
        record.ServiceId,
        record.IdentityKey,
        [.. record.Devices.Select(device => (device.Device, device.RegistrationId))],
        [.. LinksOf(user, record, state).Select(place => place.Commitment)]);

    /// <summary>The places for links: those of the record by their ids, then the empty ones.</summary>
    public static IReadOnlyList<LinkPlace> LinksOf(Address user, UserRecord record, KeyState state)
    {
        UserLink[] links = [.. record.Links.OrderBy(link => link.Id)];
        return [.. Enumerable.Range(0, Math.Max(KeyEntry.LinkCount, links.Length)).Select(place =>
        {
            var opening = KeyOpenings.OfLink(state.Salt, state.Version, place);
            return place < links.Length
                ? new LinkPlace(links[place].Id, opening, LinkCommitment.Of(opening, StatementOf(user, record, links[place])))
                : new LinkPlace(null, opening, LinkCommitment.Of(opening, []));
        })];
    }

    private static KeyState Committed(Address user, UserRecord record, KeyState state) => state with
    {
        Commitment = EntryOf(user, record, state).Commitment(KeyOpenings.OfVersion(state.Salt, state.Version)),
        Unlogged = user.User,
    };

    private static bool AreSame(UserRecord before, UserRecord next) =>
        before.ServiceId == next.ServiceId
        && before.IdentityKey.AsSpan().SequenceEqual(next.IdentityKey)
        && Devices(before).SequenceEqual(Devices(next))
        && Links(before).SequenceEqual(Links(next));

    private static IEnumerable<(int, int)> Devices(UserRecord record) => record.Devices.Select(device => (device.Device, device.RegistrationId)).Order();

    private static IEnumerable<(Guid, Address, string)> Links(UserRecord record) =>
        record.Links.OrderBy(link => link.Id).Select(link => (link.Id, link.Other, Convert.ToHexString(link.OtherIdentityKey)));

    private static byte[] StatementOf(Address user, UserRecord record, UserLink link) =>
        LinkStatement.ToBytes(user.Partner, user.User, record.IdentityKey, link.Other.Partner, link.Other.User, link.OtherIdentityKey, link.Id);
}
