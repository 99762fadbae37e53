using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Held;
using Relay.Functions.Hosting;
using Relay.Functions.Ledger;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Queue;

namespace Relay.Functions.Tests.Held;

/// <summary>Replays over stores in memory: what is sent, where it goes, and what a cut-off leaves.</summary>
public sealed class ReplayStageTests : IDisposable
{
    private const string OfThisMachine = "UseDevelopmentStorage=true";

    private readonly MemoryHeldStore _store = new();
    private readonly MemoryLedger _ledger = new();
    private readonly FakeServiceBus _bus = new();
    private readonly ManualClock _clock = new(Packed.AcceptedAt);
    private readonly EnvelopeQueue _queue;
    private readonly UserStore _users;
    private readonly ReplayStage _stage;
    private PartnerRecord _partner = new(HeldSamples.Partner, PartnerStatus.Live, new Uri("https://whatsapp.example/"), [], [], 8) { Epoch = 5 };

    public ReplayStageTests()
    {
        _queue = new EnvelopeQueue(new QueueNamespaces([new(0, _bus)]));
        _users = new UserStore(new TableClient(OfThisMachine, "people"), new AddressKeys(Options.Create(new RelayOptions { AddressKey = Convert.ToBase64String(new byte[32]) })));
        var options = Options.Create(new HeldOptions { ReplayEnvelopesPerSecond = 10_000, ReplaySeconds = 10 });
        var endings = new HeldEndings(_store, _ledger, _clock, NullLogger<HeldEndings>.Instance);
        var claimed = new ClaimedBodies(new BlobContainerClient(OfThisMachine, "bodies"));
        var replay = new HeldReplay(_store, endings, _users, _queue, claimed, Options.Create(new AcceptOptions()), _clock);
        _stage = new ReplayStage(_store, replay, new ReplayPace(options, _clock), options, _clock, NullLogger<ReplayStage>.Instance);
    }

    public void Dispose() => _queue.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task Run_OneEnvelope_QueuesItAtTheLaneOfThePresentSettings_AndThenHoldsItNoLonger()
    {
        var (head, envelope) = HeldSamples.Create();
        _store.Add(head, envelope, _clock.GetUtcNow(), inDoubt: true);

        var result = await RunAsync(Order());

        Assert.Equal(new ReplayResult(1, 0, 0, 0, null), result);
        Assert.Empty(_store.All);
        var (queue, message) = Assert.Single(_bus.Sent);
        var (sent, envelopes) = Packed.Read(message.Body.ToMemory());
        var lane = new Lane(EnvelopeClass.Normal, 5, HeldSamples.Partner, Lane.NumberOf(_users.AddressHashOf(HeldSamples.Partner, envelope.ToUser), 8));
        Assert.Equal((QueueNames.Normal, lane.SessionId, lane), (queue, message.SessionId, sent.Lane));
        Assert.Equal((true, true, 1L, head.Sender, head.AcceptedAt), (sent.Replayed, sent.InDoubt, sent.Number, sent.Sender, sent.AcceptedAt));
        Packed.AssertSame(envelope, Assert.Single(envelopes));
        Assert.Empty(_ledger.Finals);
    }

    [Fact]
    public async Task Run_Twice_UsesAnotherMessageIdAndBatchEachTime()
    {
        var (head, envelope) = HeldSamples.Create();
        _store.Add(head, envelope, _clock.GetUtcNow());
        await RunAsync(Order());
        var first = Packed.Read(_bus.Sent[0].Message.Body.ToMemory());
        _store.Add(first.Head, first.Envelopes[0], _clock.GetUtcNow());

        await RunAsync(Order());

        var second = Packed.Read(_bus.Sent[1].Message.Body.ToMemory()).Head;
        Assert.NotEqual(_bus.Sent[0].Message.MessageId, _bus.Sent[1].Message.MessageId);
        Assert.Equal(3, new[] { head.Batch, first.Head.Batch, second.Batch }.Distinct().Count());
        Assert.Equal((2L, head.Batch), (second.Number, second.Batch.Split('.')[0]));
    }

    [Fact]
    public async Task Run_CutOffBeforeTheRemoval_LosesNothing_AndSendsItAgain()
    {
        var (head, envelope) = HeldSamples.Create();
        _store.Add(head, envelope, _clock.GetUtcNow());
        _store.FailsToRemove = true;
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => RunAsync(Order()));
        Assert.Single(_store.All);

        _store.FailsToRemove = false;
        Assert.Equal(1, (await RunAsync(Order())).Replayed);

        // Of the two that are queued the lane drops the second: both are of the same batch to the ledger.
        Assert.Equal([envelope.Id, envelope.Id], _bus.Sent.Select(one => Packed.Read(one.Message.Body.ToMemory()).Envelopes[0].Id));
        Assert.Empty(_store.All);
    }

    [Fact]
    public async Task Run_WhileTheQueueIsGone_LeavesTheRestHeld()
    {
        Fill(5);
        _bus.SendsLeft = 2;

        await Assert.ThrowsAsync<ServiceBusException>(() => RunAsync(Order()));
        Assert.Equal((2, 3), (_bus.Sent.Count, _store.All.Count));

        _bus.SendsLeft = int.MaxValue;
        Assert.Equal(3, (await RunAsync(Order())).Replayed);
    }

    [Fact]
    public async Task Run_OneWhoseTimeIsOver_EndsItAsExpired_AndSendsNothing()
    {
        var (head, envelope) = HeldSamples.Create(timeToLiveSeconds: 30);
        _store.Add(head, envelope, _clock.GetUtcNow(), inDoubt: true);
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(new ReplayResult(0, 1, 0, 0, null), await RunAsync(Order()));

        Assert.Empty(_bus.Sent);
        Assert.Equal((FinalState.Expired, true), (_ledger.Finals[envelope.Id].State, _ledger.Finals[envelope.Id].PossiblyDelivered));
    }

    [Theory]
    [InlineData(1UL, false)]
    [InlineData(2UL, true)] // another envelope under its id
    public async Task Run_OneWhoseTimeIsOver_ThatWasDeliveredInOtherCompany_EndsNoSecondTime(ulong difference, bool ends)
    {
        var (head, envelope) = HeldSamples.Create(timeToLiveSeconds: 30);
        _store.Add(head, envelope, _clock.GetUtcNow());
        _ledger.Others[envelope.Id] = new FinalEntry(envelope.Id, FinalState.Delivered) { Fingerprint = ContentHash.Of(envelope.Encoded.Span) + difference - 1 };
        _clock.Advance(TimeSpan.FromSeconds(30));

        await RunAsync(Order());

        Assert.Equal(ends, _ledger.Finals.ContainsKey(envelope.Id));
        Assert.Empty(_store.All);
    }

    [Fact]
    public async Task Run_WithTheMost_StopsThere_AndGoesOnAfterItsCursor()
    {
        var ids = Fill(5);

        var first = await RunAsync(Order(most: 2));
        var rest = await RunAsync(Order(most: 100, after: first.Last));

        Assert.Equal((2, 3), (first.Replayed, first.Remaining));
        Assert.Equal((3, 0, null), (rest.Replayed, rest.Remaining, rest.Last));
        Assert.Equal(ids, _bus.Sent.Select(one => Packed.Read(one.Message.Body.ToMemory()).Envelopes[0].Id));
    }

    [Fact]
    public async Task Run_LongerThanACallMayTake_StopsAndTellsWhatRemains()
    {
        Fill(40);

        // 2 a second in 10 seconds: turns at 0, 0.5, … 10 s.
        var run = RunAsync(Order(perSecond: 2));
        for (var turn = 0; turn < 20; turn++)
            _clock.Advance(await _clock.TimerStartedAsync());
        var result = await run;

        Assert.Equal((21, 19), (result.Replayed, result.Remaining));
        Assert.NotNull(result.Last);
    }

    [Fact]
    public async Task Run_Cancelled_EndsAfterTheEnvelopeAtHand()
    {
        Fill(5);
        using var cancel = new CancellationTokenSource();
        var run = _stage.RunAsync(Order(perSecond: 1), cancel.Token);
        await _clock.TimerStartedAsync();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Equal((1, 4), (_bus.Sent.Count, _store.All.Count));
    }

    [Fact]
    public async Task Run_WithKeys_SendsThoseAlone_AndCountsWhatIsGone()
    {
        Fill(3);
        var keys = new[] { _store.All[2].Key, HeldKeys.KeyOf(_clock.GetUtcNow(), "gone"), _store.All[0].Key }.Order(StringComparer.Ordinal).ToList();

        Assert.Equal(new ReplayResult(2, 0, 1, 0, null), await RunAsync(Order(keys: keys)));

        Assert.Single(_store.All);
    }

    [Fact]
    public async Task Run_ARowWithoutContent_CountsItAsGone_AndRemovesIt()
    {
        var (head, envelope) = HeldSamples.Create();
        _store.Lose(HeldSamples.Record(head, envelope, _clock.GetUtcNow()));

        Assert.Equal(new ReplayResult(0, 0, 1, 0, null), await RunAsync(Order()));

        Assert.Empty(_store.All);
        Assert.Empty(_bus.Sent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TryOut_TellsWhatWouldBeDone_AndDoesNothing(bool byKeys)
    {
        Fill(3);
        var (head, envelope) = HeldSamples.Create(timeToLiveSeconds: 1);
        _store.Add(head, envelope, _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromSeconds(1));
        var keys = _store.All.Select(record => record.Key).Append("~").ToList();

        var result = await _stage.TryOutAsync(Order(keys: byKeys ? keys : null), CancellationToken.None);

        Assert.Equal(new ReplayResult(3, 1, byKeys ? 1 : 0, 4, null), result);
        Assert.Equal(4, _store.All.Count);
        Assert.Empty(_bus.Sent);
        Assert.Empty(_ledger.Finals);
    }

    [Fact]
    public async Task Run_UrgentOnes_GoToTheirOwnQueue()
    {
        var head = Packed.Head(EnvelopeClass.Urgent);
        var envelope = Packed.Read(Packed.Write(head, [Packed.Envelope(Guid.CreateVersion7())])).Envelopes[0];
        _store.Add(head, envelope, _clock.GetUtcNow());
        _partner = _partner with { Lanes = 1 };

        await RunAsync(Order());

        Assert.Equal((QueueNames.Urgent, "5.whatsapp.0"), (_bus.Sent[0].Queue, _bus.Sent[0].Message.SessionId));
    }

    private Task<ReplayResult> RunAsync(ReplayOrder order) => _stage.RunAsync(order, CancellationToken.None);

    private ReplayOrder Order(IReadOnlyList<string>? keys = null, string? after = null, int most = 1000, int? perSecond = null)
    {
        // As fast as the options allow: no turn is waited for.
        _clock.Advance(TimeSpan.FromSeconds(1));
        return new ReplayOrder(_partner, keys, new HeldQuery(HeldSamples.Partner), after, most, perSecond);
    }

    private List<Guid> Fill(int count)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            var (head, envelope) = HeldSamples.Create();
            _store.Add(head, envelope, _clock.GetUtcNow().AddMilliseconds(i));
            ids.Add(envelope.Id);
        }

        return ids;
    }
}
