using Relay.Client.Envelopes;
using Relay.Signatures.Identity;
using Relay.Signatures.Transparency;

namespace Relay.Client.Transparency;

/// <summary>What is wrong with the log of an own user.</summary>
public enum KeyLogFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The head is not the relay's.</summary>
    HeadUntrusted,

    /// <summary>A version is missing, or does not name the one before it, or does not come after it in the log.</summary>
    Chain,

    /// <summary>A place for a link hides something: it is neither empty nor a link that the partner knows.</summary>
    Link,

    /// <summary>The entry is not the commitment to what the relay says of it.</summary>
    Commitment,

    /// <summary>The entry is not at its place in the log.</summary>
    NotInLog,
}

/// <summary>
/// Checks for a partner that the log has of its own user what the relay says it has, and nothing besides: no hidden link, no version
/// left out. That devices and keys are the user's is for the partner to compare.
/// </summary>
/// <param name="heads">Has the relay's keys.</param>
public sealed class OwnKeyLogVerifier(TreeHeadVerifier heads)
{
    /// <summary>Checks versions; gives what is wrong, and in which version (0 for the head).</summary>
    /// <param name="user">The own user.</param>
    /// <param name="page">The relay's answer.</param>
    /// <param name="link">Gives a link of the user by its id, as the partner has learnt it when it was made; null for one it does not know.</param>
    /// <param name="before">The version before the page's first; null when the page begins with the first.</param>
    public (KeyLogFault Fault, int Version) Check(UserAddress user, KeyLogPage page, Func<Guid, ClaimedLink?> link, KeyLogEntry? before = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(link);
        var head = heads.Check(page.Head);
        if (!head.IsGood)
            return (KeyLogFault.HeadUntrusted, 0);

        foreach (var entry in page.Entries)
        {
            var fault = Check(user, entry, before, head.Head, link);
            if (fault != KeyLogFault.None)
                return (fault, entry.Version);
            before = entry;
        }

        return (KeyLogFault.None, 0);
    }

    private static KeyLogFault Check(UserAddress user, KeyLogEntry entry, KeyLogEntry? before, TreeHead head, Func<Guid, ClaimedLink?> link)
    {
        var follows = before is null
            ? entry.Version == 1 && entry.Previous is null
            : entry.Version == before.Version + 1 && entry.Index > before.Index && before.Commitment.AsSpan().SequenceEqual(entry.Previous);
        if (!follows)
            return KeyLogFault.Chain;
        if (entry.Links.Count != KeyEntry.LinkCount || !entry.Links.All(place => IsOpen(user, entry, place, link)))
            return KeyLogFault.Link;

        var state = new KeyEntry(
            entry.Version,
            entry.Previous,
            user.Partner,
            user.User,
            entry.ServiceId,
            entry.IdentityKey,
            [.. entry.Devices.Select(device => (device.Device, device.RegistrationId))],
            [.. entry.Links.Select(place => place.Commitment)]);
        if (!state.Commitment(entry.Opening).AsSpan().SequenceEqual(entry.Commitment))
            return KeyLogFault.Commitment;
        return LogProof.RootOf(LogHash.Leaf(entry.Commitment), entry.Index, head.Size, entry.Path) is { } root && root.AsSpan().SequenceEqual(head.Root)
            ? KeyLogFault.None
            : KeyLogFault.NotInLog;
    }

    private static bool IsOpen(UserAddress user, KeyLogEntry entry, KeyLogLink place, Func<Guid, ClaimedLink?> find)
    {
        byte[] statement = [];
        if (place.Link is { } id)
        {
            if (find(id) is not { } link)
                return false;
            statement = LinkStatement.ToBytes(user.Partner, user.User, entry.IdentityKey, link.Other.Partner, link.Other.User, link.OtherIdentityKey, id);
        }

        return LinkCommitment.Of(place.Opening, statement).AsSpan().SequenceEqual(place.Commitment);
    }
}
