using Relay.Chaos.Judgement;

namespace Relay.Chaos.Evidence;

/// <summary>All that a run has shown, for the checks to judge.</summary>
internal sealed record CaseFile
{
    /// <summary>What was sent, accepted or not.</summary>
    public required IReadOnlyDictionary<EnvelopeKey, SentEnvelope> Sent { get; init; }

    /// <summary>What partners took, in the order in which they took it.</summary>
    public IReadOnlyList<Arrival> Arrivals { get; init; } = [];

    /// <summary>What partners refused for good.</summary>
    public IReadOnlySet<EnvelopeKey> Refusals { get; init; } = new HashSet<EnvelopeKey>();

    /// <summary>When partners came back.</summary>
    public IReadOnlyList<PartnerReturn> Returns { get; init; } = [];

    /// <summary>The ledger, whole.</summary>
    public IReadOnlyList<LedgerEnd> Ends { get; init; } = [];

    /// <summary>What was held at the end and replayed: it has no place in the order any more.</summary>
    public IReadOnlySet<EnvelopeKey> Replayed { get; init; } = new HashSet<EnvelopeKey>();

    /// <summary>What was found while the run went on.</summary>
    public IReadOnlyList<Finding> Complaints { get; init; } = [];
}
