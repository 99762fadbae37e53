namespace Relay.Client.States;

/// <summary>Why an envelope is delivered or not, as far as the relay knows.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="State">One of <see cref="EnvelopeStateWords"/>, or <c>queued-or-unknown</c> for one that waits nowhere.</param>
/// <param name="Summary">One sentence for people.</param>
public sealed record Explanation(Guid Id, string State, string Summary)
{
    /// <summary>A short word, where there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>The partner that sent it, where an operator asked without knowing it.</summary>
    public string? Sender { get; init; }

    /// <summary>The recipient's partner.</summary>
    public string? To { get; init; }

    /// <summary>When the relay accepted it.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it will have expired.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the recipient's partner may have it all the same.</summary>
    public bool PossiblyDelivered { get; init; }

    /// <summary>The recipient partner's endpoint; null where the envelope has ended or its partner is not known.</summary>
    public ExplainedBreaker? Breaker { get; init; }

    /// <summary>The lane that it waits in; null where it waits in none.</summary>
    public ExplainedLane? Lane { get; init; }

    /// <summary>What the sender could send to that partner now, at the instance that answered.</summary>
    public IReadOnlyList<ExplainedQuota> Quota { get; init => field = value ?? []; } = [];
}

/// <summary>A partner's endpoint as the relay sees it.</summary>
/// <param name="State"><c>closed</c>, <c>open</c>, <c>disabled</c> or <c>pull</c>.</param>
/// <param name="Reason">The last failure.</param>
/// <param name="Since">Since when it is not closed.</param>
/// <param name="Attempts">Failed tries in a row.</param>
/// <param name="LastTryAt">The last try.</param>
/// <param name="NextTryAt">The next one.</param>
public sealed record ExplainedBreaker(
    string State, string? Reason = null, DateTimeOffset? Since = null, int? Attempts = null, DateTimeOffset? LastTryAt = null, DateTimeOffset? NextTryAt = null);

/// <summary>A lane as the relay has it.</summary>
/// <param name="State"><c>parked</c> or <c>waiting</c>.</param>
/// <param name="Attempts">Failures in a row of its first message.</param>
/// <param name="ParkedBytes">What the sender has parked in it.</param>
/// <param name="NextTryAt">When it is tried by itself.</param>
public sealed record ExplainedLane(string State, int Attempts, long ParkedBytes, DateTimeOffset? NextTryAt = null);

/// <summary>How much of a rate is left.</summary>
/// <param name="Name">The limit.</param>
/// <param name="Unit">What its numbers count.</param>
/// <param name="Limit">On average.</param>
/// <param name="Burst">At once after a pause.</param>
/// <param name="Available">What could be taken now.</param>
public sealed record ExplainedQuota(string Name, string Unit, long Limit, long Burst, long Available);
