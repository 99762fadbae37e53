namespace Relay.Client.Links;

/// <summary>A link between two accounts of one person that was asked for. If the other account is there and lets itself be asked, its app shows a code.</summary>
/// <param name="Link">The link.</param>
/// <param name="ExpiresAt">Until when the code is good.</param>
public sealed record LinkAsked(Guid Link, DateTimeOffset ExpiresAt);
