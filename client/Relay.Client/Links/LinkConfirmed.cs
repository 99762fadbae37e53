using Relay.Client.Envelopes;

namespace Relay.Client.Links;

/// <summary>A link whose code was right: both accounts' identity keys are to sign it.</summary>
/// <param name="Link">The link.</param>
/// <param name="Other">The other account.</param>
/// <param name="OtherIdentityKey">Its identity key as the relay says it, 33 bytes: sign only where the app knows it by another way too.</param>
public sealed record LinkConfirmed(Guid Link, UserAddress Other, byte[] OtherIdentityKey);
