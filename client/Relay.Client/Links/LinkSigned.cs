namespace Relay.Client.Links;

/// <summary>A link that one account has signed.</summary>
/// <param name="Link">The link.</param>
/// <param name="Made">Whether both have, and the accounts are linked.</param>
public sealed record LinkSigned(Guid Link, bool Made);
