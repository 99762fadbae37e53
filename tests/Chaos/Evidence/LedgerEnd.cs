using Relay.Functions.Ledger;

namespace Relay.Chaos.Evidence;

/// <summary>A final state as the ledger has it.</summary>
/// <param name="Key">The envelope.</param>
/// <param name="Final">How it ended.</param>
internal readonly record struct LedgerEnd(EnvelopeKey Key, FinalEntry Final);
