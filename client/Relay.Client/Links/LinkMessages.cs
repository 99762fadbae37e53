using Relay.Client.Envelopes;

namespace Relay.Client.Links;

/// <summary>The body that tries a code.</summary>
internal sealed record LinkCode(string Code);

/// <summary>The body that signs a link.</summary>
internal sealed record LinkSignature(byte[] Signature);

/// <summary>The answer with an account's links.</summary>
internal sealed record AccountLinks(IReadOnlyList<AccountLink> Links);

/// <summary>The body that asks for a person's accounts.</summary>
internal sealed record RecipientsQuestion(string From, UserAddress To);

/// <summary>The answer with a person's accounts.</summary>
internal sealed record RecipientsAnswer(IReadOnlyList<PersonAccount> Accounts);
