using Relay.Functions.Ledger;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Ledger;

namespace Relay.Functions.Tests.Telemetry;

/// <summary>An end is counted by the write that made it, whoever writes it again.</summary>
public sealed class EndedTests : IDisposable
{
    private readonly Meters _meters = new();
    private readonly ManualClock _clock = new();
    private readonly LedgerStore _ledger;

    public EndedTests() => _ledger = new LedgerStore(new MemoryLedgerRows(_clock), _clock, _meters.Metrics);

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Write_OfABatch_IsCountedByStateWithItsLatency()
    {
        var head = Head();
        _clock.Advance(TimeSpan.FromMilliseconds(250));

        await _ledger.WriteAsync(head, [Ledgers.Delivered(Id()), Ledgers.Delivered(Id()), Ledgers.Expired(Id())], CancellationToken.None);

        Assert.Equal(
            [
                "relay.envelopes.ended 2 recipient=whatsapp sender=instagram state=delivered",
                "relay.envelopes.ended 1 recipient=whatsapp sender=instagram state=expired",
                "relay.envelopes.latency 0.25 class=normal recipient=whatsapp",
            ],
            _meters.Told);
    }

    [Fact]
    public async Task Write_Again_CountsOnlyWhatIsNew()
    {
        var head = Head();
        var (first, second) = (Ledgers.Delivered(Id()), Ledgers.Expired(Id()));
        await _ledger.WriteAsync(head, [first], CancellationToken.None);
        var before = _meters.Told.Count;

        await _ledger.WriteAsync(head, [first], CancellationToken.None);
        await _ledger.WriteAsync(head, [first, second], CancellationToken.None);

        Assert.Equal(["relay.envelopes.ended 1 recipient=whatsapp sender=instagram state=expired"], _meters.Told.Skip(before));
    }

    private PackedHead Head() => new(PackedKind.Envelopes, new Lane(EnvelopeClass.Normal, 1, "whatsapp", 3), "instagram", _clock.GetUtcNow(), "batch-1", 0);

    private Guid Id() => Guid.CreateVersion7(_clock.GetUtcNow());
}
