using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Ledger;
using Relay.Functions.Receipts;
using Relay.Functions.Reconcile;
using Relay.Functions.Tests.Ledger;

namespace Relay.Functions.Tests.Reconcile;

public sealed class ReconciliationTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly Ledgers _ledgers = new();
    private readonly Dictionary<Guid, EnvelopePlace> _waiting = [];
    private readonly Reconciliation _reconciliation;
    private readonly DateTimeOffset _from;

    public ReconciliationTests()
    {
        _from = _ledgers.Clock.GetUtcNow();
        var states = new EnvelopeStates(_ledgers.Store, [new Waiting(_waiting)]);
        _reconciliation = new Reconciliation(_ledgers.Store, states, Options.Create(new AcceptOptions { LongestTimeToLiveSeconds = 3600 }), _ledgers.Clock);
    }

    [Fact]
    public async Task Sides_ThatAgree_DifferNowhere()
    {
        var ids = await EndAsync(_from, 3);
        var later = await EndAsync(_from.AddMinutes(2), 1);

        var answer = await AskAsync(Bucket(0, ids), Bucket(2, later));

        Assert.True(answer.Complete);
        Assert.Equal(_from.AddMinutes(10), answer.To);
        Assert.Empty(answer.Minutes);
    }

    [Fact]
    public async Task Minute_ThatThePartnerDoesNotHave_IsToldWithItsIds()
    {
        var ids = await EndAsync(_from.AddMinutes(1), 2);

        var minute = Assert.Single((await AskAsync()).Minutes);

        Assert.Equal((_from.AddMinutes(1), 2, IdDigest.Of(ids)), (minute.Minute, minute.Count, minute.Digest));
        Assert.Equal(ids.Order(), minute.Ids!.Select(one => one.Id));
        Assert.All(minute.Ids!, one => Assert.Equal("delivered", one.State));
    }

    [Fact]
    public async Task Ids_ThatOnlyOneSideHas_AreNamedOnBothSides()
    {
        var ids = await EndAsync(_from, 3);
        var lost = _ledgers.Id();
        var question = Question() with { Ids = new Dictionary<DateTimeOffset, IReadOnlySet<Guid>> { [_from] = new HashSet<Guid> { ids[0], ids[1], lost } } };

        var minute = Assert.Single((await _reconciliation.RunAsync(question, None)).Minutes);

        Assert.Equal([ids[2]], minute.MissingAtPartner!.Select(one => one.Id));
        Assert.Equal([new ReconciledEnvelope(lost, "pending")], minute.MissingAtRelay);
        Assert.Null(minute.Ids);
    }

    [Fact]
    public async Task MissingId_IsToldByWhatIsKnownOfIt()
    {
        var (parked, elsewhere, fresh) = (_ledgers.Id(), _ledgers.Id(0.5), _ledgers.Id(0.6));
        _waiting[parked] = new EnvelopePlace("parked", "whatsapp", _from, _from.AddHours(1), "1.n.0");
        var acceptedAt = _from.AddMinutes(3);
        await _ledgers.Store.WriteAsync(_ledgers.Head("retried") with { AcceptedAt = acceptedAt }, [Ledgers.Expired(elsewhere)], None);
        var question = Question() with { To = _from.AddMinutes(1), Ids = new Dictionary<DateTimeOffset, IReadOnlySet<Guid>> { [_from] = new HashSet<Guid> { parked, elsewhere, fresh } } };

        var soon = Assert.Single((await _reconciliation.RunAsync(question, None)).Minutes);
        _ledgers.Clock.Advance(TimeSpan.FromHours(1.5));
        var late = Assert.Single((await _reconciliation.RunAsync(question, None)).Minutes);

        Assert.Equal(
            [
                new ReconciledEnvelope(parked, "parked", null, _from),
                new ReconciledEnvelope(elsewhere, "expired", "time-to-live", acceptedAt),
                new ReconciledEnvelope(fresh, "pending"),
            ],
            soon.MissingAtRelay!.OrderBy(one => Array.IndexOf([parked, elsewhere, fresh], one.Id)));
        Assert.Equal("unknown", late.MissingAtRelay!.Single(one => one.Id == fresh).State);
    }

    [Fact]
    public async Task Recipient_ComparesWhatWasDeliveredToItByThatSender()
    {
        var head = _ledgers.Head();
        var (delivered, refused) = (_ledgers.Id(), _ledgers.Id());
        await _ledgers.Store.WriteAsync(head, [Ledgers.Delivered(delivered), new(refused, FinalState.Refused)], None);
        var foreign = _ledgers.Id();
        await _ledgers.Store.WriteAsync(_ledgers.Head("other", recipient: "haiket"), [Ledgers.Delivered(foreign)], None);
        var question = Question() with { Caller = "whatsapp", Recipient = "whatsapp" };

        var minute = Assert.Single((await _reconciliation.RunAsync(question, None)).Minutes);
        var named = question with { Ids = new Dictionary<DateTimeOffset, IReadOnlySet<Guid>> { [_from] = new HashSet<Guid> { delivered, foreign, refused } } };
        var missing = Assert.Single((await _reconciliation.RunAsync(named, None)).Minutes).MissingAtRelay!;

        Assert.Equal([delivered], minute.Ids!.Select(one => one.Id));
        Assert.Equal(new ReconciledEnvelope(foreign, "pending"), missing.Single(one => one.Id == foreign)); // nothing of another's envelope
        Assert.Equal("refused", missing.Single(one => one.Id == refused).State);
    }

    [Fact]
    public async Task Sender_SeesItsOwnOnly()
    {
        await _ledgers.Store.WriteAsync(_ledgers.Head(sender: "messenger"), [Ledgers.Delivered(_ledgers.Id())], None);

        Assert.Empty((await AskAsync()).Minutes);
    }

    [Fact]
    public async Task Answer_ThatWouldBeTooLong_EndsEarlyAndGoesOnFromThere()
    {
        for (var minute = 0; minute < 3; minute++)
        {
            for (var batch = 0; batch < 90; batch++)
                await EndAsync(_from.AddMinutes(minute).AddMilliseconds(batch * 500), 100);
        }

        var seen = new HashSet<Guid>();
        var question = Question();
        var answers = 0;
        for (var complete = false; !complete;)
        {
            var answer = await _reconciliation.RunAsync(question, None);
            seen.UnionWith(answer.Minutes.SelectMany(minute => minute.Ids!).Select(one => one.Id));
            Assert.True(answer.To > question.From);
            (complete, question) = (answer.Complete, question with { From = answer.To });
            answers++;
        }

        Assert.Equal(2, answers);
        Assert.Equal(27_000, seen.Count);
    }

    private ReconcileQuestion Question() => new(
        "instagram", "instagram", null, _from, _from.AddMinutes(10), new Dictionary<DateTimeOffset, ReconcileBucket>(), new Dictionary<DateTimeOffset, IReadOnlySet<Guid>>());

    private Task<ReconcileAnswer> AskAsync(params ReconcileBucket[] buckets) =>
        _reconciliation.RunAsync(Question() with { Buckets = buckets.ToDictionary(bucket => bucket.Minute) }, None);

    private ReconcileBucket Bucket(int minute, IReadOnlyCollection<Guid> ids) => new(_from.AddMinutes(minute), ids.Count, IdDigest.Of(ids.Reverse()));

    private async Task<List<Guid>> EndAsync(DateTimeOffset acceptedAt, int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7(acceptedAt)).ToList();
        await _ledgers.Store.WriteAsync(_ledgers.Head($"batch-{acceptedAt.Ticks}") with { AcceptedAt = acceptedAt }, [.. ids.Select(Ledgers.Delivered)], None);
        return ids;
    }

    private sealed class Waiting(Dictionary<Guid, EnvelopePlace> places) : IEnvelopeWhereabouts
    {
        public Task<EnvelopePlace?> FindAsync(string sender, Guid id, CancellationToken cancel) =>
            Task.FromResult(places.TryGetValue(id, out var place) ? place : (EnvelopePlace?)null);
    }
}
