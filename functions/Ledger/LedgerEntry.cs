namespace Relay.Functions.Ledger;

/// <summary>The end of one envelope, as the ledger has it.</summary>
/// <param name="Final">Which envelope, and how it ended.</param>
/// <param name="EndedAt">When; never before its acceptance.</param>
/// <param name="Announced">Whether readers learn it by an announcement in a later second than that of the acceptance.</param>
internal readonly record struct LedgerEntry(FinalEntry Final, DateTimeOffset EndedAt, bool Announced);

/// <summary>What has ended of a batch.</summary>
/// <param name="Key">The batch.</param>
/// <param name="Entries">At most one for each envelope, in the order in which they were written.</param>
internal sealed record EndedBatch(BatchKey Key, IReadOnlyList<LedgerEntry> Entries);

/// <summary>The end of one envelope for its sender.</summary>
/// <param name="Final">Which envelope, and how it ended.</param>
/// <param name="Recipient">The recipient's partner.</param>
/// <param name="AcceptedAt">When the relay accepted it.</param>
/// <param name="EndedAt">When it ended.</param>
internal readonly record struct EndedEnvelope(FinalEntry Final, string Recipient, DateTimeOffset AcceptedAt, DateTimeOffset EndedAt);
