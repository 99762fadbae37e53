using Relay.Client.Envelopes;

namespace Relay.Client.Contacts;

/// <summary>A user who was found by a handle or a number.</summary>
/// <param name="Partner">The user's network.</param>
/// <param name="User">The user there.</param>
/// <param name="ClaimedBy">The partner that says it has verified that the identifier is the user's; the relay has not.</param>
/// <param name="Since">Since when it says so.</param>
public sealed record FoundUser(string Partner, string User, string ClaimedBy, DateTimeOffset Since)
{
    /// <summary>Where to write.</summary>
    public UserAddress Address => new(Partner, User);
}

/// <summary>What a partner says of one of its users.</summary>
internal sealed record IdentifierClaim(string Value, IReadOnlyList<string> Partners);

/// <summary>Who is known by this?</summary>
internal sealed record FindQuestion(string From, string Kind, string Value);

/// <summary>Those who are.</summary>
internal sealed record FindAnswer(IReadOnlyList<FoundUser> Found);
