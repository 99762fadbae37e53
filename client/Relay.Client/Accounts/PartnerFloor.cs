namespace Relay.Client.Accounts;

/// <summary>What a partner asks for in messages between its users and those of another.</summary>
/// <param name="Partner">The other partner; <c>*</c> for all that are not named.</param>
/// <param name="Protocols">The protocols that it allows; null for all.</param>
/// <param name="PostQuantum">Whether sessions must be agreed with post-quantum keys.</param>
public sealed record PartnerFloor(string Partner, IReadOnlyList<string>? Protocols = null, bool? PostQuantum = null);
