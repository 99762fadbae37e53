using System.Text.Json.Serialization;
using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>An account: a user of a partner.</summary>
/// <param name="Partner">The partner's name.</param>
/// <param name="User">The user's id.</param>
public sealed record LinkAddress(string Partner, string User)
{
    internal static LinkAddress Of(Address address) => new(address.Partner, address.User);
}

/// <summary>The account that a user wants to link.</summary>
/// <param name="Partner">Its partner.</param>
/// <param name="User">Its user id.</param>
public sealed record LinkRequest(string? Partner, string? User);

/// <summary>A link that was asked for.</summary>
/// <param name="Link">Its id.</param>
/// <param name="ExpiresAt">Until when the code is good that the other account was told.</param>
public sealed record LinkAsked(Guid Link, DateTimeOffset ExpiresAt);

/// <summary>A code.</summary>
/// <param name="Code">8 digits.</param>
public sealed record LinkCodeRequest(string? Code);

/// <summary>A link whose code was right. Both accounts are to sign it.</summary>
/// <param name="Link">Its id.</param>
/// <param name="Other">The other account.</param>
/// <param name="OtherIdentityKey">Its identity key, base64 of 33 bytes.</param>
public sealed record LinkConfirmed(Guid Link, LinkAddress Other, byte[] OtherIdentityKey);

/// <summary>A signature.</summary>
/// <param name="Signature">By the user's identity key (XEdDSA) over the statement of docs/people.md: base64 of 64 bytes.</param>
public sealed record LinkSignatureRequest(byte[]? Signature);

/// <summary>A link that was signed.</summary>
/// <param name="Link">Its id.</param>
/// <param name="Made">Whether both have signed, and the link is made.</param>
public sealed record LinkSigned(Guid Link, bool Made);

/// <summary>A link that is made, as one of the two accounts sees it.</summary>
/// <param name="Id">The link.</param>
/// <param name="Other">The other account.</param>
/// <param name="OtherIdentityKey">The other account's identity key, base64 of 33 bytes.</param>
/// <param name="Signature">By this account's identity key, base64 of 64 bytes.</param>
/// <param name="OtherSignature">By the other's, base64 of 64 bytes.</param>
/// <param name="Since">When it was made.</param>
public sealed record LinkView(Guid Id, LinkAddress Other, byte[] OtherIdentityKey, byte[] Signature, byte[] OtherSignature, DateTimeOffset Since)
{
    internal static LinkView Of(UserLink link) => new(link.Id, LinkAddress.Of(link.Other), link.OtherIdentityKey, link.Signature, link.OtherSignature, link.Since);
}

/// <summary>A user's links.</summary>
/// <param name="Links">Those that are made, at most 4.</param>
public sealed record LinksView(IReadOnlyList<LinkView> Links);

/// <summary>Whom a user wants to write to.</summary>
/// <param name="From">The user id of the caller's own user.</param>
/// <param name="To">The account.</param>
public sealed record RecipientsRequest(string? From, LinkRequest? To);

/// <summary>What one account of a person is called, and the devices that messages to it are encrypted for.</summary>
/// <param name="Partner">Its partner.</param>
/// <param name="User">Its user id.</param>
/// <param name="ServiceId">Its service id.</param>
/// <param name="IdentityKey">Its identity key, base64 of 33 bytes; left out where it has none.</param>
/// <param name="Devices">Its devices.</param>
/// <param name="Link">What shows that it is of the same person as the account that was asked for; left out of that account itself.</param>
public sealed record RecipientAccount(
    string Partner, string User, Guid ServiceId, byte[]? IdentityKey, IReadOnlyList<UserDevice> Devices, RecipientLink? Link = null)
{
    internal static RecipientAccount Of(Address address, UserRecord record, UserLink? link = null) => new(
        address.Partner, address.User, record.ServiceId, record.IdentityKey, record.Devices, link is null ? null : RecipientLink.Of(link));
}

/// <summary>The two signatures that link an account to the one that was asked for.</summary>
/// <param name="Id">The link.</param>
/// <param name="Signature">By the identity key of the account that was asked for, base64 of 64 bytes.</param>
/// <param name="OtherSignature">By the identity key of the linked account, base64 of 64 bytes.</param>
/// <param name="OtherIdentityKey">The linked account's identity key, base64 of 33 bytes.</param>
public sealed record RecipientLink(Guid Id, byte[] Signature, byte[] OtherSignature, byte[] OtherIdentityKey)
{
    internal static RecipientLink Of(UserLink link) => new(link.Id, link.Signature, link.OtherSignature, link.OtherIdentityKey);
}

/// <summary>The accounts that a message to a person goes to, one envelope each.</summary>
/// <param name="Accounts">The account that was asked for, then those that share its mailbox.</param>
public sealed record RecipientsView(IReadOnlyList<RecipientAccount> Accounts);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(LinkAsked))]
[JsonSerializable(typeof(LinkCodeRequest))]
[JsonSerializable(typeof(LinkConfirmed))]
[JsonSerializable(typeof(LinkSignatureRequest))]
[JsonSerializable(typeof(LinkSigned))]
[JsonSerializable(typeof(LinksView))]
[JsonSerializable(typeof(RecipientsRequest))]
[JsonSerializable(typeof(RecipientsView))]
internal sealed partial class LinkJson : JsonSerializerContext;
