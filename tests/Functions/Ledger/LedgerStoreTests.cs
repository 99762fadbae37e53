using Relay.Functions.Ledger;

namespace Relay.Functions.Tests.Ledger;

public sealed class LedgerStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly Ledgers _ledgers = new();

    [Fact]
    public async Task Batch_ThatEndsAtOnce_IsOneWriteAndReadsBackWhole()
    {
        var head = _ledgers.Head();
        FinalEntry[] finals =
        [
            Ledgers.Delivered(_ledgers.Id()),
            new(_ledgers.Id(), FinalState.Refused, "no-such-device"),
            new(_ledgers.Id(), FinalState.Expired, "time-to-live") { PossiblyDelivered = true, Fingerprint = ulong.MaxValue },
            new(_ledgers.Id(), FinalState.Erased),
        ];

        await _ledgers.Store.WriteAsync(head, finals, None);

        Assert.Equal(1, _ledgers.Rows.Writes);
        Assert.Equal(finals, await _ledgers.AllAsync());
        Assert.Equal(finals.ToDictionary(final => final.Id), await _ledgers.Store.FindBatchAsync(head, None));
    }

    [Fact]
    public async Task Write_OfWhatHasEnded_LeavesTheFirst()
    {
        var head = _ledgers.Head();
        var (a, b) = (_ledgers.Id(), _ledgers.Id());
        await _ledgers.Store.WriteAsync(head, [Ledgers.Delivered(a)], None);

        await _ledgers.Store.WriteAsync(head, [Ledgers.Expired(a), Ledgers.Expired(b)], None);

        var found = await _ledgers.Store.FindBatchAsync(head, None);
        Assert.Equal(FinalState.Delivered, found[a].State);
        Assert.Equal(FinalState.Expired, found[b].State);
        Assert.Equal(2, found.Count);
    }

    [Fact]
    public async Task Write_OfTheSameAgain_WritesNothing()
    {
        var head = _ledgers.Head();
        FinalEntry[] finals = [Ledgers.Delivered(_ledgers.Id())];
        await _ledgers.Store.WriteAsync(head, finals, None);
        var writes = _ledgers.Rows.Writes;

        await _ledgers.Store.WriteAsync(head, finals, None);

        Assert.Equal(writes, _ledgers.Rows.Writes);
    }

    [Fact]
    public async Task Write_OfOneIdTwiceInOneCall_KeepsTheFirst()
    {
        var head = _ledgers.Head();
        var id = _ledgers.Id();

        await _ledgers.Store.WriteAsync(head, [Ledgers.Delivered(id), Ledgers.Expired(id)], None);

        Assert.Equal([Ledgers.Delivered(id)], await _ledgers.AllAsync());
    }

    [Theory]
    [InlineData("batch-1.1", 3, 1)] // what is left of it
    [InlineData("batch-1.17", 3, 1)]
    [InlineData("batch-1", 5, 2)] // sent again into a lane of another epoch
    public async Task Slice_OfABatch_EndsInTheRowOfTheBatch(string batch, int lane, int epoch)
    {
        var id = _ledgers.Id();
        var head = _ledgers.Head();
        await _ledgers.Store.WriteAsync(head, [Ledgers.Delivered(id)], None);

        await _ledgers.Store.WriteAsync(_ledgers.Head(batch, lane: lane, epoch: epoch), [Ledgers.Expired(id)], None);

        Assert.Equal([Ledgers.Delivered(id)], await _ledgers.AllAsync());
    }

    [Theory]
    [InlineData("batch-2", "instagram", "whatsapp")]
    [InlineData("batch-1", "messenger", "whatsapp")]
    [InlineData("batch-1", "instagram", "haiket")]
    public async Task FindBatch_OfAnotherBatch_FindsNothing(string batch, string sender, string recipient)
    {
        await _ledgers.Store.WriteAsync(_ledgers.Head(), [Ledgers.Delivered(_ledgers.Id())], None);

        Assert.Empty(await _ledgers.Store.FindBatchAsync(_ledgers.Head(batch, sender, recipient), None));
    }

    [Fact]
    public async Task Read_OfAPartnerWhoseNameBeginsAnother_GivesItsOwnOnly()
    {
        var id = _ledgers.Id();
        await _ledgers.Store.WriteAsync(_ledgers.Head(sender: "ab"), [Ledgers.Delivered(id)], None);
        await _ledgers.Store.WriteAsync(_ledgers.Head(sender: "ab-20"), [Ledgers.Delivered(_ledgers.Id())], None);
        await _ledgers.Store.WriteAsync(_ledgers.Head(sender: "abc"), [Ledgers.Delivered(_ledgers.Id())], None);

        Assert.Equal([id], (await _ledgers.AllAsync("ab")).Select(final => final.Id));
    }

    [Fact]
    public async Task Sweep_RemovesWhatWasWrittenBeforeAndKeepsWhatEndedSince()
    {
        var (early, late) = (_ledgers.Head("early"), _ledgers.Head("late"));
        await _ledgers.Store.WriteAsync(early, [Ledgers.Delivered(_ledgers.Id())], None);
        await _ledgers.Store.WriteAsync(_ledgers.Head("other", sender: "messenger"), [Ledgers.Delivered(_ledgers.Id())], None);
        var id = _ledgers.Id();
        _ledgers.Clock.Advance(TimeSpan.FromDays(2));
        await _ledgers.Store.WriteAsync(late, [Ledgers.Expired(id)], None);

        var removed = await _ledgers.Store.SweepAsync(_ledgers.Clock.GetUtcNow().AddDays(-1), None);

        Assert.Equal(2, removed);
        Assert.Equal([id], (await _ledgers.AllAsync()).Select(final => final.Id));
        Assert.Empty(await _ledgers.AllAsync("messenger"));
    }
}
