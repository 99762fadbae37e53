using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Agreements;
using Relay.Functions.Lanes;
using Relay.Functions.Limits;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.Agreements;
using Relay.Functions.Tests.Links;

namespace Relay.Functions.Tests.Limits;

public sealed class LaneRoomTests
{
    private static readonly Lane Parked = new(EnvelopeClass.Normal, 1, "haiket", 0);
    private static readonly Lane AlsoParked = new(EnvelopeClass.Urgent, 1, "haiket", 1);
    private static readonly Lane Waiting = new(EnvelopeClass.Normal, 1, "haiket", 2);
    private static readonly Lane Open = new(EnvelopeClass.Normal, 1, "haiket", 3);

    private readonly ManualClock clock = new();
    private readonly FakeLaneStore store = new();
    private readonly OnePartner partners = new();
    private readonly Told told = new();

    [Fact]
    public async Task Refused_BelowTheBounds_HasRoom()
    {
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 99));
        Assert.Null(await Room().RefusedAsync("instagram", Parked, 1));
    }

    [Fact]
    public async Task Refused_SenderAtItsBoundOverSeveralLanes_IsThatSenderAlone()
    {
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 60), (AlsoParked, LaneMode.Parked, "instagram", 40));
        var room = Room();
        Assert.Equal((LimitTable.ParkedPairBytes, 100L), Bound(await room.RefusedAsync("instagram", Parked, 1)));
        Assert.Null(await room.RefusedAsync("whatsapp", Parked, 1));
    }

    [Fact]
    public async Task Refused_PartnerAtItsBound_IsEverySender()
    {
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 90), (AlsoParked, LaneMode.Parked, "whatsapp", 90), (Waiting, LaneMode.Waiting, "birdychat", 70));
        Assert.Equal((LimitTable.ParkedPartnerBytes, 250L), Bound(await Room().RefusedAsync("newcomer", Parked, 1)));
    }

    [Fact]
    public async Task Refused_PartnerAtItsQuota_IsEverySender_AndThePartnerIsTold()
    {
        partners.Quotas = new AgreementQuotas(ParkedBytes: 90);
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 50), (AlsoParked, LaneMode.Parked, "whatsapp", 40));
        Assert.Equal((LimitTable.ParkedPartnerBytes, 90L), Bound(await Room().RefusedAsync("newcomer", Parked, 1)));
        Assert.Equal(("haiket", PartnerEventTypes.QuotaNear, "90"), Assert.Single(told.Events) is var near ? (near.Partner, near.Type, near.Facts["of"]) : default);
    }

    [Fact]
    public async Task Refused_LaneThatIsNotParked_HasRoomWhateverIsParkedBesideIt()
    {
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 1_000), (Waiting, LaneMode.Waiting, "instagram", 10));
        var room = Room();
        Assert.Null(await room.RefusedAsync("instagram", Open, 1));
        Assert.Null(await room.RefusedAsync("instagram", Waiting, 1));
        Assert.NotNull(await room.RefusedAsync("instagram", Parked, 1));
    }

    [Fact]
    public async Task Refused_EphemeralLane_HasRoomAlthoughANormalOneSharesItsKey()
    {
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 1_000));
        Assert.Null(await Room().RefusedAsync("instagram", Parked with { Class = EnvelopeClass.Ephemeral }, 1));
        Assert.Equal(0, store.Reads);
    }

    [Fact]
    public async Task Refused_WhatWasAcceptedSinceTheRead_Counts()
    {
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 50));
        var room = Room();
        Assert.Null(await room.RefusedAsync("instagram", Parked, 49));
        Assert.Null(await room.RefusedAsync("instagram", Parked, 30)); // over the bound by one request at most
        Assert.NotNull(await room.RefusedAsync("instagram", Parked, 1));
        Assert.Equal(1, store.Reads);
    }

    [Fact]
    public async Task Refused_AfterTwoSeconds_ReadsAnew()
    {
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 100));
        var room = Room();
        Assert.NotNull(await room.RefusedAsync("instagram", Parked, 1));

        store.Lanes = PartnerLanes.AllOpen;
        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.NotNull(await room.RefusedAsync("instagram", Parked, 1));
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await room.RefusedAsync("instagram", Parked, 1));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(42, 42)]
    [InlineData(1_000, 300)]
    public async Task Refused_WhileTheBreakerIsOpen_AsksToWaitForItsProbe(int probeInSeconds, int wait)
    {
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 100)) with
        {
            Breaker = new BreakerRecord("haiket") { State = BreakerState.Open, ProbeAt = clock.GetUtcNow().AddSeconds(probeInSeconds) },
        };
        Assert.Equal(wait, (await Room().RefusedAsync("instagram", Parked, 1))!.Value.RetryAfterSeconds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refused_WithoutAProbeToCome_AsksToWaitForHalfAMinute(bool disabled)
    {
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 100)) with
        {
            Breaker = disabled ? new BreakerRecord("haiket") { State = BreakerState.Disabled } : null,
        };
        Assert.Equal(30, (await Room().RefusedAsync("instagram", Parked, 1))!.Value.RetryAfterSeconds);
    }

    public static TheoryData<Exception> Failures => [new RequestFailedException(503, "busy"), new RequestFailedException(403, "no"), new TimeoutException(), new AggregateException(new RequestFailedException("no answer"))];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Refused_WhileTheStoreFails_HasRoom_AndAsksAgainAfterTwoSeconds(Exception failure)
    {
        var room = Room();
        store.Failure = failure;
        for (var i = 0; i < 5; i++)
            Assert.Null(await room.RefusedAsync("instagram", Parked, 1));
        Assert.Equal(1, store.Reads);

        (store.Failure, store.Lanes) = (null, Lanes((Parked, LaneMode.Parked, "instagram", 100)));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(await room.RefusedAsync("instagram", Parked, 1));
    }

    [Fact]
    public async Task Refused_WhileTheStoreHangs_HasRoomAfterASecond()
    {
        store.Hangs = true;
        var asked = Room().RefusedAsync("instagram", Parked, 1).AsTask();
        Assert.Equal(TimeSpan.FromSeconds(1), await clock.TimerStartedAsync());
        Assert.False(asked.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await asked.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Refused_WhileALaterReadHangs_GoesByTheOneBefore_ForTenSeconds()
    {
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 100));
        var room = Room();
        Assert.NotNull(await room.RefusedAsync("instagram", Parked, 1));
        await clock.TimerStartedAsync();
        store.Hangs = true;

        clock.Advance(TimeSpan.FromSeconds(2));
        var beside = room.RefusedAsync("instagram", Parked, 1);
        Assert.True(beside.IsCompletedSuccessfully);
        Assert.NotNull(await beside);

        clock.Advance(TimeSpan.FromSeconds(8));
        var asked = room.RefusedAsync("instagram", Parked, 1).AsTask();
        Assert.False(asked.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await asked.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Refused_FromManyThreads_OverrunsTheBoundByOneRequestAtMost()
    {
        store.Lanes = Lanes((Parked, LaneMode.Parked, "instagram", 1));
        var room = Room(pair: 10_000, partner: 20_000);
        var accepted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var bytes = 0;
            for (var i = 0; i < 5_000; i++)
                bytes += await room.RefusedAsync("instagram", Parked, 7) is null ? 7 : 0;
            return bytes;
        })));
        Assert.InRange(accepted.Sum() + 1, 10_000, 10_006);
    }

    private static (Limit, long) Bound(LimitRefusal? refusal) => (refusal!.Value.Limit, refusal.Value.Number);

    private static PartnerLanes Lanes(params (Lane Lane, LaneMode Mode, string Sender, long Bytes)[] records) => PartnerLanes.AllOpen with
    {
        Lanes = records.ToDictionary(
            record => record.Lane.Key,
            record => new LaneRecord(record.Lane) { Mode = record.Mode, Bytes = new Dictionary<string, long> { [record.Sender] = record.Bytes } }),
    };

    private LaneRoom Room(long pair = 100, long partner = 250) => new(
        store,
        partners,
        new QuotaWatch(new AgreementMarks(new Storage.MemoryTable("agreements")), told, clock, NullLogger<QuotaWatch>.Instance),
        Options.Create(new LimitsOptions { ParkedPairBytes = pair, ParkedPartnerBytes = partner }),
        clock,
        NullLogger<LaneRoom>.Instance);

    private sealed class OnePartner : IPartners
    {
        public AgreementQuotas Quotas { get; set; } = AgreementQuotas.None;

        public ValueTask<PartnerRecord?> FindAsync(string name) =>
            ValueTask.FromResult<PartnerRecord?>(Agreed.Partner(PartnerStatus.Live) with { Agreement = new AgreementRecord { Quotas = Quotas } });

        public Task<PartnerRecord?> FindNowAsync(string name, CancellationToken cancel) => throw new NotSupportedException();

        public IAsyncEnumerable<PartnerRecord> ListAsync(CancellationToken cancel) => throw new NotSupportedException();
    }
}
