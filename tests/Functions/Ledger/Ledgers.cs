using System.Globalization;
using Relay.Functions.Ledger;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Ledger;

/// <summary>A ledger in memory: the writers go by its clock, store and reader by clocks that may be ahead of it.</summary>
internal sealed class Ledgers
{
    public Ledgers(TimeSpan storeAhead = default, TimeSpan readerAhead = default)
    {
        Rows = new MemoryLedgerRows(new SkewedClock(Clock, storeAhead));
        Store = new LedgerStore(Rows, Clock);
        Feed = new LedgerFeed(Rows, new SkewedClock(Clock, readerAhead));
    }

    /// <summary>What a reader reads, by a clock that may differ from the writers'.</summary>
    public LedgerFeed Feed { get; }

    public ManualClock Clock { get; } = new();

    public MemoryLedgerRows Rows { get; }

    public LedgerStore Store { get; }

    /// <summary>The head of a batch accepted now.</summary>
    public PackedHead Head(string batch = "batch-1", string sender = "instagram", string recipient = "whatsapp", int lane = 3, int epoch = 1) =>
        new(PackedKind.Envelopes, new Lane(EnvelopeClass.Normal, epoch, recipient, lane), sender, Clock.GetUtcNow(), batch, 0);

    /// <summary>An envelope id of this moment, or of another.</summary>
    public Guid Id(double secondsFromNow = 0) => Guid.CreateVersion7(Clock.GetUtcNow().AddSeconds(secondsFromNow));

    public static FinalEntry Delivered(Guid id) => new(id, FinalState.Delivered) { Fingerprint = 7 };

    public static FinalEntry Expired(Guid id) => new(id, FinalState.Expired, "time-to-live");

    public async Task<List<FinalEntry>> AllAsync(string sender = "instagram")
    {
        var finals = new List<FinalEntry>();
        await foreach (var final in Store.ReadAsync(sender, Clock.GetUtcNow().AddDays(-40), Clock.GetUtcNow().AddMinutes(1)))
            finals.Add(final);
        return finals;
    }

    public static string Second(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private sealed class SkewedClock(TimeProvider clock, TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + ahead;
    }
}
