namespace Relay.Functions.Deliver;

/// <summary>What a partner said of one envelope.</summary>
public enum EnvelopeVerdict
{
    /// <summary>The partner has it now.</summary>
    Accepted,

    /// <summary>The partner does not want it, ever.</summary>
    Refused,

    /// <summary>The partner wants it again, later.</summary>
    Retry,
}

/// <summary>Why a call to a partner gave no answer for its envelopes.</summary>
public enum DestinationFailure
{
    /// <summary>There was an answer.</summary>
    None,

    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer within the time.</summary>
    TimedOut,

    /// <summary>A status outside 2xx, redirects included.</summary>
    BadStatus,

    /// <summary>An answer that is too long or not of the documented form.</summary>
    BadAnswer,

    /// <summary>The partner is suspended, unknown, or its endpoint may not be called.</summary>
    NotCallable,
}

/// <summary>The answer to a delivery.</summary>
/// <param name="Failure">None when the partner answered; otherwise the whole batch waits.</param>
/// <param name="Verdicts">By envelope id; null when all were accepted. An id that is missing counts as retry.</param>
/// <param name="RetryAfter">What the partner asked for.</param>
/// <param name="Status">The HTTP status, 0 when there was none.</param>
public sealed record DestinationAnswer(
    DestinationFailure Failure, IReadOnlyDictionary<Guid, (EnvelopeVerdict Verdict, string? Reason)>? Verdicts = null, TimeSpan? RetryAfter = null, int Status = 0)
{
    /// <summary>Whether the partner may have taken the batch although it did not say so: the request was sent, and no clear answer came.</summary>
    public bool InDoubt { get; init; }
}
