using Relay.Functions.Hosting;

namespace Relay.Functions.Accept;

/// <summary>What became of one envelope of a request.</summary>
public enum EnvelopeStatus : byte
{
    /// <summary>The queue has it durably.</summary>
    Accepted,

    /// <summary>It was accepted before; nothing was done again.</summary>
    Duplicate,

    /// <summary>It will not be accepted; the problem says why.</summary>
    Refused,

    /// <summary>Its lane could not be queued to or has no room, or its pair of partners is over a limit; the same envelope may be sent again.</summary>
    Unavailable,
}

/// <summary>The result for one envelope.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Problem">Why, for <see cref="EnvelopeStatus.Refused"/> and <see cref="EnvelopeStatus.Unavailable"/>.</param>
public readonly record struct EnvelopeResult(EnvelopeStatus Status, Problem? Problem = null)
{
    /// <summary>When the recipient last got another identity key: whoever sends is to see that it has changed. Null when it never did, and for what was not accepted.</summary>
    public DateTimeOffset? IdentityKeyChangedAt { get; init; }
}

/// <summary>What became of a request.</summary>
/// <param name="AcceptedAt">The time that its envelopes carry; whole milliseconds.</param>
/// <param name="Results">In the order of the drafts.</param>
public readonly record struct RequestResult(DateTimeOffset AcceptedAt, EnvelopeResult[] Results);
