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

    /// <summary>An account that one of the partner's users was linked to was erased at its provider.</summary>
    public const string UserErased = "user.erased";
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
    /// <param name="facts">Short words and numbers. A user only to that user's own partner, or where the person has acted towards the partner's user.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task TellAsync(string partner, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel);
}
