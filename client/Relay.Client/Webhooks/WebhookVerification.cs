using System.Diagnostics.CodeAnalysis;
using Relay.Signatures;

namespace Relay.Client.Webhooks;

/// <summary>What the verifier says of a request, and with which status the partner should answer it.</summary>
public enum WebhookOutcome
{
    /// <summary>It is the relay's, and new. Answer 200 with a <see cref="DeliveryAnswer"/>, or 204.</summary>
    Valid,

    /// <summary>The signature does not hold; <see cref="WebhookVerification.Failure"/> says why. Answer 401.</summary>
    SignatureRefused,

    /// <summary>The relay publishes no key of that id. Answer 401.</summary>
    KeyUnknown,

    /// <summary>The very same request was verified before; a retry of the relay is signed anew. Answer 401.</summary>
    Replayed,

    /// <summary>The relay's keys could not be read, so nothing is known. Answer 503: the relay tries again.</summary>
    KeysUnavailable,

    /// <summary>It is the relay's, but the body is not what the contract says. Answer 400.</summary>
    BodyMalformed,
}

/// <summary>The result of verifying a request.</summary>
/// <param name="Outcome">What it is.</param>
/// <param name="Failure">Why the signature was refused; otherwise none.</param>
/// <param name="Batch">The delivery, where the request is valid.</param>
public sealed record WebhookVerification(WebhookOutcome Outcome, SignatureFailure Failure, DeliveryBatch? Batch)
{
    /// <summary>Whether the delivery may be taken.</summary>
    [MemberNotNullWhen(true, nameof(Batch))]
    public bool IsValid => Outcome == WebhookOutcome.Valid;
}
