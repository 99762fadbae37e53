using Relay.Signatures;

namespace Relay.Client.Accounts;

/// <summary>What the relay publishes at <c>/.well-known/relay</c>.</summary>
/// <param name="Authority">The authority that signatures to the relay are made for.</param>
/// <param name="Keys">The keys that the relay signs its calls to partners with.</param>
public sealed record RelayKeys(string Authority, IReadOnlyList<JsonWebKey> Keys);
