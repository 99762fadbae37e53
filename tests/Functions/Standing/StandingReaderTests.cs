using System.Text.Json;
using Microsoft.Extensions.Options;
using Relay.Functions.Agreements;
using Relay.Functions.Held;
using Relay.Functions.Lanes;
using Relay.Functions.Limits;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Functions.Receipts;
using Relay.Functions.Standing;
using Relay.Functions.Tests.Agreements;
using Relay.Functions.Tests.Held;
using Relay.Functions.Tests.Ledger;
using Relay.Functions.Tests.Limits;
using Relay.Functions.Tests.Receipts;
using Relay.Functions.Usage;

namespace Relay.Functions.Tests.Standing;

public sealed class StandingReaderTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly Ledgers _ledgers = new();
    private readonly FakeLaneStore _lanes = new();
    private readonly MemoryHeldStore _held = new();
    private readonly MemoryEventStore _events = new();

    [Fact]
    public async Task Standing_OfAPartnerWithTraffic_HasWhatTheStoresSay()
    {
        _ledgers.Clock.Advance(TimeSpan.FromDays(9));
        var now = _ledgers.Clock.GetUtcNow();
        var parked = new Lane(EnvelopeClass.Normal, 1, "haiket", 0);
        _lanes.Lanes = PartnerLanes.AllOpen with
        {
            Lanes = new Dictionary<string, LaneRecord> { [parked.Key] = new(parked) { Mode = LaneMode.Parked, Bytes = new Dictionary<string, long> { ["instagram"] = 70, ["whatsapp"] = 5 } } },
            Breaker = new BreakerRecord("haiket") { State = BreakerState.Open, Reason = BreakerReason.TimedOut, Since = now.AddMinutes(-2), ProbeAt = now.AddMinutes(1) },
        };
        await _events.AddAsync(new StoredEvent("haiket", EventStore.KeyOf(now.AddSeconds(-90)), "{}"), None);
        var usage = new FixedUsage(
            Point(now.AddDays(-1), sent: 10, delivered: 5),
            Point(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero), sent: 4, delivered: 3));

        var overview = await StandingReader(usage).OfAsync(Partner(), None);

        Assert.Equal((4L, 14L), (overview.Usage.Today.SentAccepted, overview.Usage.Month.SentAccepted));
        Assert.Equal(("haiket", new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero), now), usage.Asked);
        var delivery = overview.Delivery;
        Assert.Equal(("push", "open", "timed-out", 75L, 1, 0), (delivery.Mode, delivery.Breaker, delivery.BreakerReason, delivery.ParkedBytes, delivery.ParkedLanes, delivery.Held));
        Assert.Equal((now.AddMinutes(-2), now.AddMinutes(1)), (delivery.BreakerSince, delivery.NextTryAt));
        Assert.Equal(new EndsStanding(3, 3, 1), delivery.Sent);
        Assert.Equal(new ReceiptsStanding(90, 1, 0, null), delivery.Receipts);
        Assert.Contains(overview.Limits, limit => limit.Name == "partner.envelopes" && limit is { Limit: 7, IsQuota: true });
        Assert.Equal("live", overview.Agreement.State);
    }

    [Fact]
    public async Task Standing_WithoutTrafficOrEvents_LeavesThemOut()
    {
        var overview = await StandingReader(new FixedUsage()).OfAsync(Partner() with { Events = null, Mode = DeliveryMode.Pull }, None);
        Assert.Null(overview.Delivery.Latency);
        var json = JsonSerializer.Serialize(overview, StandingJson.Default.PartnerStanding);
        Assert.Equal(("pull", "pull"), (overview.Delivery.Mode, overview.Delivery.Breaker));
        foreach (var member in new[] { "\"receipts\"", "\"successShare\"", "\"breakerSince\"" })
            Assert.DoesNotContain(member, json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standing_WithAReceiptThatIsNotTaken_HasItsAgeAsLag()
    {
        var id = _ledgers.Id();
        await _ledgers.Store.WriteAsync(_ledgers.Head(sender: "haiket"), [Ledgers.Delivered(id)], None);
        var ended = _ledgers.Clock.GetUtcNow();
        await _events.TryWriteAsync(new EventsCursor("haiket", Relay.Functions.Ledger.LedgerPosition.At(ended.AddMinutes(-1)).ToString(), 2, ended.AddMinutes(10), default), None);
        _ledgers.Clock.Advance(TimeSpan.FromMinutes(5));

        var receipts = (await StandingReader(new FixedUsage()).OfAsync(Partner(), None)).Delivery.Receipts!;

        Assert.Equal((300L, 0, 2, (DateTimeOffset?)ended.AddMinutes(10)), (receipts.LagSeconds, receipts.WaitingEvents, receipts.Failures, receipts.NextPostAt));
    }

    private static PartnerRecord Partner()
    {
        var partner = Agreed.Partner(PartnerStatus.Live);
        return partner with { Events = new Uri("https://partner.example/events"), Agreement = partner.Agreement with { Quotas = new AgreementQuotas(EnvelopesPerSecond: 7) } };
    }

    private static UsagePoint Point(DateTimeOffset at, long sent, long delivered) =>
        new("haiket", at, new UsageFigures { SentAccepted = sent, SentEnded = new Dictionary<string, long> { ["delivered"] = delivered } });

    private StandingReader StandingReader(IUsage usage) => new(
        _lanes, _held, _events, _ledgers.Store, new PartnerLimits(Options.Create(new LimitsOptions()), _ledgers.Clock), usage, _ledgers.Clock);

    private sealed class FixedUsage(params UsagePoint[] points) : IUsage
    {
        public (string? Partner, DateTimeOffset From, DateTimeOffset To) Asked { get; private set; }

        public Task<IReadOnlyList<UsagePoint>> ReadAsync(string? partner, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancel)
        {
            Asked = (partner, from, to);
            return Task.FromResult<IReadOnlyList<UsagePoint>>([.. points.Where(point => point.At >= from && point.At < to)]);
        }
    }
}
