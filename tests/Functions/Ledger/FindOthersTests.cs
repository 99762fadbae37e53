using Relay.Functions.Ledger;

namespace Relay.Functions.Tests.Ledger;

public sealed class FindOthersTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly Ledgers _ledgers = new();

    [Theory]
    [InlineData(0)]
    [InlineData(-1.5)]
    [InlineData(-8)]
    [InlineData(-80_000)] // an id made a day before
    [InlineData(0.9)]
    [InlineData(5)] // a sender whose clock is ahead
    [InlineData(80_000)]
    public async Task FindOthers_OfAnIdThatEndedInAnotherBatch_FindsIt(double secondsFromAcceptance)
    {
        var id = _ledgers.Id(secondsFromAcceptance);
        await _ledgers.Store.WriteAsync(_ledgers.Head("first"), [Ledgers.Delivered(id)], None);
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(30));

        var found = await _ledgers.Store.FindOthersAsync(_ledgers.Head("second"), [id, _ledgers.Id()], None);

        Assert.Equal([Ledgers.Delivered(id)], found.Values);
    }

    [Fact]
    public async Task FindOthers_OfTheBatchItself_FindsNothing()
    {
        var (id, head) = (_ledgers.Id(), _ledgers.Head());
        await _ledgers.Store.WriteAsync(head, [Ledgers.Delivered(id)], None);

        Assert.Empty(await _ledgers.Store.FindOthersAsync(head with { Batch = "batch-1.2" }, [id], None));
    }

    [Fact]
    public async Task FindOthers_OfTheSameCompositionAcceptedAnew_FindsIt()
    {
        var id = _ledgers.Id();
        await _ledgers.Store.WriteAsync(_ledgers.Head(), [Ledgers.Delivered(id)], None);
        _ledgers.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Single(await _ledgers.Store.FindOthersAsync(_ledgers.Head(), [id], None));
    }

    [Theory]
    [InlineData("instagram", "whatsapp", 4, 1)]
    [InlineData("instagram", "haiket", 3, 1)]
    [InlineData("messenger", "whatsapp", 3, 1)]
    public async Task FindOthers_OfAnotherLaneOrSender_FindsNothing(string sender, string recipient, int lane, int epoch)
    {
        var id = _ledgers.Id();
        await _ledgers.Store.WriteAsync(_ledgers.Head("first"), [Ledgers.Delivered(id)], None);

        Assert.Empty(await _ledgers.Store.FindOthersAsync(_ledgers.Head("second", sender, recipient, lane, epoch), [id], None));
    }

    [Fact]
    public async Task FindOthers_AfterTheLanesChanged_FindsWhatEndedInTheEpochBefore()
    {
        var id = _ledgers.Id();
        await _ledgers.Store.WriteAsync(_ledgers.Head("first", lane: 1), [Ledgers.Delivered(id)], None);

        Assert.Single(await _ledgers.Store.FindOthersAsync(_ledgers.Head("second", lane: 9, epoch: 2), [id], None));
    }

    [Fact]
    public async Task FindOthers_OfSeveralEnds_GivesThatOfTheBatchAcceptedFirst()
    {
        var id = _ledgers.Id();
        await _ledgers.Store.WriteAsync(_ledgers.Head("zzz"), [Ledgers.Delivered(id)], None);
        _ledgers.Clock.Advance(TimeSpan.FromMilliseconds(400));
        await _ledgers.Store.WriteAsync(_ledgers.Head("aaa"), [new FinalEntry(id, FinalState.Refused, "id-reused")], None);
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(FinalState.Delivered, (await _ledgers.Store.FindOthersAsync(_ledgers.Head("new"), [id], None))[id].State);
    }

    [Fact]
    public async Task FindOthers_OfFreshIds_IsOneReadOfAFewSeconds()
    {
        await _ledgers.Store.FindOthersAsync(_ledgers.Head(), [.. Enumerable.Range(0, 100).Select(i => _ledgers.Id(-i * 0.001))], None);

        Assert.Equal(1, _ledgers.Rows.Reads);
    }

    [Fact]
    public async Task Find_ById_GivesTheEndWithItsTimesToItsSenderOnly()
    {
        var id = _ledgers.Id(-3600);
        var acceptedAt = _ledgers.Clock.GetUtcNow();
        await _ledgers.Store.WriteAsync(_ledgers.Head(), [Ledgers.Delivered(id)], None);

        Assert.Equal(new EndedEnvelope(Ledgers.Delivered(id), "whatsapp", acceptedAt, acceptedAt), await _ledgers.Store.FindAsync("instagram", id, None));
        Assert.Null(await _ledgers.Store.FindAsync("messenger", id, None));
        Assert.Null(await _ledgers.Store.FindAsync("instagram", _ledgers.Id(), None));
        Assert.Null(await _ledgers.Store.FindAsync("instagram", Guid.Empty, None));
        Assert.Null(await _ledgers.Store.FindAsync("instagram", Guid.AllBitsSet, None));
    }
}
