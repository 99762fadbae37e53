namespace Relay.Client.Envelopes;

/// <summary>An account: a user of a partner. Both are opaque to the relay.</summary>
/// <param name="Partner">The partner's name.</param>
/// <param name="User">1 to 128 characters of <c>A-Z a-z 0-9 . _ ~ @ + -</c>.</param>
public sealed record UserAddress(string Partner, string User);
