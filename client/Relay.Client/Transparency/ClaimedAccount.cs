using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Links;

namespace Relay.Client.Transparency;

/// <summary>An account as a claim of keys shows it: what its entry in the log must say.</summary>
/// <param name="Address">The account.</param>
/// <param name="ServiceId">Its service id.</param>
/// <param name="IdentityKey">Its identity key, 33 bytes; null where it has none.</param>
/// <param name="Devices">All its devices, those without keys included.</param>
/// <param name="Links">The links that the claim shows; the account may have more.</param>
public sealed record ClaimedAccount(
    UserAddress Address, Guid ServiceId, byte[]? IdentityKey, IReadOnlyList<UserDevice> Devices, IReadOnlyList<ClaimedLink> Links)
{
    /// <summary>The accounts of one person as the relay answers them: the first is the one that was asked for, the others are linked to it.</summary>
    /// <exception cref="ArgumentException">There are none, or a linked account comes without its link.</exception>
    public static IReadOnlyList<ClaimedAccount> Of(IReadOnlyList<PersonAccount> accounts)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        if (accounts.Count == 0 || accounts.Skip(1).Any(account => account.Link is null))
            throw new ArgumentException("The account that was asked for, and links to it, are needed.", nameof(accounts));

        var asked = accounts[0];
        return
        [
            Of(asked, [.. accounts.Skip(1).Select(account => new ClaimedLink(account.Link!.Id, account.Address, account.Link.OtherIdentityKey))]),
            .. accounts.Skip(1).Select(account => Of(account, [new ClaimedLink(account.Link!.Id, asked.Address, asked.IdentityKey ?? [])])),
        ];
    }

    private static ClaimedAccount Of(PersonAccount account, IReadOnlyList<ClaimedLink> links) =>
        new(account.Address, account.ServiceId, account.IdentityKey, account.Devices, links);
}

/// <summary>A link of an account.</summary>
/// <param name="Id">The link.</param>
/// <param name="Other">The account at its other end.</param>
/// <param name="OtherIdentityKey">That account's identity key, 33 bytes.</param>
public sealed record ClaimedLink(Guid Id, UserAddress Other, byte[] OtherIdentityKey);
