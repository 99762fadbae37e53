using Relay.Client.Accounts;
using Relay.Client.Envelopes;

namespace Relay.Client.Links;

/// <summary>An account of a person, and the devices that messages to it are encrypted for.</summary>
/// <param name="Partner">The account's partner.</param>
/// <param name="User">The account's user.</param>
/// <param name="ServiceId">Its service id, for libsignal.</param>
/// <param name="Devices">Its devices.</param>
/// <param name="IdentityKey">Its identity key as the relay says it, 33 bytes; null where it has none.</param>
/// <param name="Link">What ties it to the account that was asked for; null of that account itself.</param>
public sealed record PersonAccount(
    string Partner, string User, Guid ServiceId, IReadOnlyList<UserDevice> Devices, byte[]? IdentityKey = null, PersonLink? Link = null)
{
    /// <summary>The account.</summary>
    public UserAddress Address => new(Partner, User);
}

/// <summary>The two signatures that tie a linked account to the one that was asked for. <see cref="LinkVerifier"/> checks them.</summary>
/// <param name="Id">The link.</param>
/// <param name="Signature">By the identity key of the account that was asked for, 64 bytes.</param>
/// <param name="OtherSignature">By the linked account's, 64 bytes.</param>
/// <param name="OtherIdentityKey">The linked account's identity key, 33 bytes.</param>
public sealed record PersonLink(Guid Id, byte[] Signature, byte[] OtherSignature, byte[] OtherIdentityKey);
