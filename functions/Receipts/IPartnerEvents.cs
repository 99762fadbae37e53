namespace Relay.Functions.Receipts;

/// <summary>What a partner is told of besides receipts.</summary>
public static class PartnerEventTypes
{
    /// <summary>The partner's endpoint answered 410; nothing is posted to it until an operator sets it anew.</summary>
    public const string EndpointDisabled = "endpoint.disabled";

    /// <summary>The endpoint fails; what arrives for it is parked.</summary>
    public const string BreakerOpened = "breaker.opened";

    /// <summary>The endpoint takes envelopes again.</summary>
    public const string BreakerClosed = "breaker.closed";

    /// <summary>Somebody wants to link an account to one of the partner's users, who is to be shown a code.</summary>
    public const string LinkCode = "link.code";

    /// <summary>The code was right: the user's identity key is to sign.</summary>
    public const string LinkSign = "link.sign";

    /// <summary>Both have signed: the accounts are linked.</summary>
    public const string LinkMade = "link.made";

    /// <summary>The other account has ended the link.</summary>
    public const string LinkEnded = "link.ended";

    /// <summary>A user of the partner has blocked or unblocked somebody through a linked account.</summary>
    public const string BlockChanged = "block.changed";

    /// <summary>Somebody asks to be allowed to write to a user of the partner.</summary>
    public const string ContactRequest = "contact.request";

    /// <summary>Somebody has taken such a request back.</summary>
    public const string ContactCancelled = "contact.cancelled";

    /// <summary>Whom a user of the partner has asked lets the user write.</summary>
    public const string ContactGranted = "contact.granted";

    /// <summary>An account that one of the partner's users was linked to was erased at its provider.</summary>
    public const string UserErased = "user.erased";

    /// <summary>A message between the partner and another was refused because it was below a floor of one of the two.</summary>
    public const string ProtocolDowngrade = "protocol.downgrade";

    /// <summary>The log has a new entry of a user of the partner: identity key, devices or links have changed.</summary>
    public const string KeysChanged = "keys.changed";

    /// <summary>A device of a user of the partner has few one-time keys left.</summary>
    public const string KeysLow = "keys.low";

    /// <summary>The partner has, or somebody with a key of its has, added a signing key or changed when one is good.</summary>
    public const string KeyAdded = "key.added";

    /// <summary>The partner has, or somebody with a key of its has, removed a signing key.</summary>
    public const string KeyRemoved = "key.removed";

    /// <summary>A signing key of the partner expires soon.</summary>
    public const string KeyExpiring = "key.expiring";

    /// <summary>The relay is going to sign with another key.</summary>
    public const string RelayKeyChanging = "relay.key.changing";

    /// <summary>The partner is near one of its quotas.</summary>
    public const string QuotaNear = "quota.near";

    /// <summary>The state of the partner's agreement has changed, or its terms have.</summary>
    public const string AgreementChanged = "agreement.changed";
}

/// <summary>Tells partners what happens to them, through their events endpoint.</summary>
public interface IPartnerEvents
{
    /// <summary>
    /// Stores an event; it is posted within seconds as <c>{"type","at","facts"}</c>, after those told before it. Nothing is
    /// stored for a partner without an events endpoint.
    /// </summary>
    /// <param name="partner">Who is told.</param>
    /// <param name="type">One of <see cref="PartnerEventTypes"/>.</param>
    /// <param name="facts">Short words and numbers; a user only for that user's own partner, another account only where its person has acted towards the user.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task TellAsync(string partner, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel);

    /// <summary>The same of what a user of another partner, or that partner, has done: it is neither stored nor posted while the two partners are of different worlds.</summary>
    /// <param name="partner">Who is told.</param>
    /// <param name="about">Of whom.</param>
    /// <param name="type">One of <see cref="PartnerEventTypes"/>.</param>
    /// <param name="facts">As above.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task TellAsync(string partner, string about, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel);
}
