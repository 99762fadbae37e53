namespace Relay.Client.Contacts;

/// <summary>A block or a grant as the relay answers.</summary>
/// <param name="Since">Since when it holds, to the second.</param>
internal sealed record Relation(DateTimeOffset Since);
