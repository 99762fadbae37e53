using Relay.Client.Envelopes;
using Relay.Signatures.Identity;

namespace Relay.Client.Links;

/// <summary>
/// Checks what the relay says of the accounts of one person. It rests on one identity key that the caller knows by itself, from
/// the sessions of the user who writes: a relay that adds an account, exchanges a key, or puts signatures of one link under
/// another is found out. What it does not show: that a link was ended since (docs/people.md).
/// </summary>
public static class LinkVerifier
{
    /// <summary>What keeps a linked account from being the same person's; <see cref="LinkFault.None"/> when both have signed.</summary>
    /// <param name="account">The account that was asked for.</param>
    /// <param name="identityKey">Its identity key as the sender's app knows it, 33 bytes.</param>
    /// <param name="linked">The linked account as the relay says it.</param>
    public static LinkFault Check(UserAddress account, ReadOnlySpan<byte> identityKey, PersonAccount linked)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(linked);
        if (linked.Link is not { } link)
            return LinkFault.NoLink;
        // What the messages are encrypted for is the key beside the devices: it must be the one that was signed.
        return linked.IdentityKey is not { } key || !key.AsSpan().SequenceEqual(link.OtherIdentityKey)
            ? LinkFault.OtherKey
            : CheckSignatures(account, identityKey, linked.Address, link.OtherIdentityKey, link.Id, link.Signature, link.OtherSignature);
    }

    /// <summary>The same for one of an account's own links.</summary>
    /// <param name="account">The account.</param>
    /// <param name="identityKey">Its identity key, 33 bytes.</param>
    /// <param name="link">The link as the relay says it.</param>
    public static LinkFault Check(UserAddress account, ReadOnlySpan<byte> identityKey, AccountLink link)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(link);
        return CheckSignatures(account, identityKey, link.Other, link.OtherIdentityKey, link.Id, link.Signature, link.OtherSignature);
    }

    /// <summary>
    /// The accounts that a message may be encrypted for: the one that was asked for, and those linked to it for which the check
    /// finds nothing. Whoever leaves the others out silently misses an attack: compare the counts.
    /// </summary>
    /// <param name="account">The account that was asked for.</param>
    /// <param name="identityKey">Its identity key as the sender's app knows it, 33 bytes.</param>
    /// <param name="accounts">The relay's answer.</param>
    public static IReadOnlyList<PersonAccount> Genuine(UserAddress account, ReadOnlySpan<byte> identityKey, IReadOnlyList<PersonAccount> accounts)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(accounts);
        var genuine = new List<PersonAccount>();
        foreach (var each in accounts)
        {
            var isTheAccount = each.Address == account && identityKey.SequenceEqual(each.IdentityKey);
            if (isTheAccount || Check(account, identityKey, each) == LinkFault.None)
                genuine.Add(each);
        }

        return genuine;
    }

    private static LinkFault CheckSignatures(
        UserAddress account, ReadOnlySpan<byte> key, UserAddress other, ReadOnlySpan<byte> otherKey, Guid link, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> otherSignature)
    {
        if (!XEdDsa.Verify(key, LinkStatement.ToBytes(account.Partner, account.User, key, other.Partner, other.User, otherKey, link), signature))
            return LinkFault.Signature;
        return XEdDsa.Verify(otherKey, LinkStatement.ToBytes(other.Partner, other.User, otherKey, account.Partner, account.User, key, link), otherSignature)
            ? LinkFault.None
            : LinkFault.OtherSignature;
    }
}
