using Relay.Client.Envelopes;

namespace Relay.Client.Links;

/// <summary>A link as one of its two accounts has it.</summary>
/// <param name="Id">The link.</param>
/// <param name="Other">The other account.</param>
/// <param name="OtherIdentityKey">The other account's identity key, 33 bytes.</param>
/// <param name="Signature">By this account's identity key, 64 bytes.</param>
/// <param name="OtherSignature">By the other's, 64 bytes.</param>
/// <param name="Since">When it was made.</param>
public sealed record AccountLink(Guid Id, UserAddress Other, byte[] OtherIdentityKey, byte[] Signature, byte[] OtherSignature, DateTimeOffset Since);
