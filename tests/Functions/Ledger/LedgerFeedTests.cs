using Relay.Functions.Ledger;

namespace Relay.Functions.Tests.Ledger;

public sealed class LedgerFeedTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly Ledgers _ledgers = new();

    [Fact]
    public async Task Reader_OfASecondThatMayStillBeWritten_GetsNothingAndStays()
    {
        var position = LedgerPosition.At(_ledgers.Clock.GetUtcNow());
        await _ledgers.Store.WriteAsync(_ledgers.Head(), [Ledgers.Delivered(_ledgers.Id())], None);
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(3.9));

        var page = await ReadAsync(position);

        Assert.Empty(page.Ends);
        Assert.Equal(position, page.Next);
    }

    [Fact]
    public async Task Reader_OfAPromptEnd_LearnsItOnceFourSecondsAfterItsSecond()
    {
        var reader = new FeedReader(_ledgers);
        var acceptedAt = _ledgers.Clock.GetUtcNow();
        var id = _ledgers.Id();
        await _ledgers.Store.WriteAsync(_ledgers.Head(), [Ledgers.Delivered(id)], None);
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(4));

        await reader.ReadAsync();
        _ledgers.Clock.Advance(TimeSpan.FromMinutes(3));
        await reader.ReadAsync();

        Assert.Equal([new EndedEnvelope(Ledgers.Delivered(id), "whatsapp", acceptedAt, acceptedAt)], reader.Ends);
        Assert.Equal(1, _ledgers.Rows.Writes);
    }

    [Fact]
    public async Task Reader_ThatHasPassedTheSecondOfAcceptance_LearnsALaterEndOnce()
    {
        var reader = new FeedReader(_ledgers);
        var (head, early, late) = (_ledgers.Head(), _ledgers.Id(), _ledgers.Id());
        await _ledgers.Store.WriteAsync(head, [Ledgers.Delivered(early)], None);
        _ledgers.Clock.Advance(TimeSpan.FromHours(1));
        await reader.ReadAsync();

        await _ledgers.Store.WriteAsync(head, [Ledgers.Expired(late)], None);
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(5));
        await reader.ReadAsync();

        Assert.Equal([early, late], reader.Ends.Select(end => end.Final.Id));
    }

    [Fact]
    public async Task Reader_ThatComesLate_LearnsEachEndOnce()
    {
        var reader = new FeedReader(_ledgers);
        var (head, early, late) = (_ledgers.Head(), _ledgers.Id(-4000), _ledgers.Id());
        await _ledgers.Store.WriteAsync(head, [Ledgers.Delivered(early)], None);
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(90));
        await _ledgers.Store.WriteAsync(head, [Ledgers.Expired(late)], None);
        _ledgers.Clock.Advance(TimeSpan.FromHours(5));

        await reader.ReadAsync();

        Assert.Equal([early, late], reader.Ends.Select(end => end.Final.Id));
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(2.9, false)]
    [InlineData(3.1, true)] // from here on the reader may have passed
    [InlineData(60, true)]
    public async Task Write_ThatTakesLong_IsAnnouncedWhenTheReaderMayHavePassed(double seconds, bool announced)
    {
        var reader = new FeedReader(_ledgers);
        var id = _ledgers.Id();
        _ledgers.Rows.BeforeWrite = Slow(seconds);

        await _ledgers.Store.WriteAsync(_ledgers.Head(), [Ledgers.Delivered(id)], None);
        var announcements = _ledgers.Rows.All.Count(row => BatchKey.IsAnnouncement(row.Key));
        await reader.ReadAsync();
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(10));
        await reader.ReadAsync();

        Assert.Equal(announced ? 1 : 0, announcements);
        Assert.Contains(id, reader.Ends.Select(end => end.Final.Id));
    }

    [Fact]
    public async Task Reader_ThatMeetsAnAnnouncementBeforeItsEnd_LearnsTheEndLater()
    {
        var reader = new FeedReader(_ledgers);
        var (head, id) = (_ledgers.Head(), _ledgers.Id());
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(30));
        await reader.ReadAsync();
        // Between the announcement and the end the writer is held up, and the reader reads on.
        _ledgers.Rows.BeforeWrite = async row =>
        {
            if (BatchKey.IsAnnouncement(row.Key))
                return;
            for (var i = 0; i < 9; i++)
            {
                _ledgers.Clock.Advance(TimeSpan.FromSeconds(10));
                await reader.ReadAsync();
            }
        };

        await _ledgers.Store.WriteAsync(head, [Ledgers.Delivered(id)], None);
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(10));
        await reader.ReadAsync();

        Assert.Contains(id, reader.Ends.Select(end => end.Final.Id));
    }

    [Fact]
    public async Task Announcement_WhoseEndNeverComes_IsGivenUp()
    {
        var reader = new FeedReader(_ledgers);
        var head = _ledgers.Head();
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(30));
        _ledgers.Rows.BeforeWrite = row => BatchKey.IsAnnouncement(row.Key) ? Task.CompletedTask : throw new IOException("The writer dies here.");
        await Assert.ThrowsAsync<IOException>(() => _ledgers.Store.WriteAsync(head, [Ledgers.Delivered(_ledgers.Id())], None));

        for (var i = 0; i < 40; i++)
        {
            _ledgers.Clock.Advance(TimeSpan.FromSeconds(5));
            await reader.ReadAsync();
        }

        var writes = _ledgers.Rows.Writes;
        _ledgers.Clock.Advance(TimeSpan.FromMinutes(10));
        await reader.ReadAsync();
        Assert.Equal(writes, _ledgers.Rows.Writes);
        Assert.Empty(reader.Ends);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Writer_ThatWasSlowAndDied_IsMadeGoodWhenItsMessageComesAgain(bool looksFirst)
    {
        var reader = new FeedReader(_ledgers);
        var (head, id) = (_ledgers.Head(), _ledgers.Id());
        _ledgers.Rows.BeforeWrite = Slow(30);
        _ledgers.Rows.AfterWrite = _ => throw new IOException("The writer dies here.");
        await Assert.ThrowsAsync<IOException>(() => _ledgers.Store.WriteAsync(head, [Ledgers.Delivered(id)], None));
        _ledgers.Rows.AfterWrite = _ => Task.CompletedTask;
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(10));
        reader.SkipTo(_ledgers.Clock.GetUtcNow().AddSeconds(-6)); // it had passed the second before the row was there

        if (looksFirst)
            Assert.Single(await _ledgers.Store.FindBatchAsync(head, None));
        else
            await _ledgers.Store.WriteAsync(head, [Ledgers.Delivered(id)], None);
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(10));
        await reader.ReadAsync();

        Assert.Equal([id], reader.Ends.Select(end => end.Final.Id));
    }

    [Fact]
    public async Task Pages_OfManyEnds_JoinWithoutGapOrRepetition()
    {
        var reader = new FeedReader(_ledgers) { Most = 100 };
        var ids = new List<Guid>();
        for (var i = 0; i < 60; i++)
        {
            var ofBatch = Enumerable.Range(0, 1 + (i * 7 % 40)).Select(_ => _ledgers.Id()).ToList();
            ids.AddRange(ofBatch);
            await _ledgers.Store.WriteAsync(_ledgers.Head($"batch-{i}"), [.. ofBatch.Select(Ledgers.Delivered)], None);
            _ledgers.Clock.Advance(TimeSpan.FromMilliseconds(137));
        }

        _ledgers.Clock.Advance(TimeSpan.FromSeconds(10));
        await reader.ReadAsync();

        Assert.Equal(ids, reader.Ends.Select(end => end.Final.Id));
        Assert.True(reader.Largest <= 100);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026030112000")]
    [InlineData("20261301120000")]
    [InlineData("20260301120000whatsapp")]
    public void Cursor_OfAnotherForm_IsNone(string text) => Assert.Null(LedgerPosition.Parse(text));

    [Fact]
    public void Cursor_ReadsBackAsWritten()
    {
        var position = new LedgerPosition(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), "~whatsapp.000001772366400123-r-_t.00ff");

        Assert.Equal(position, LedgerPosition.Parse(position.ToString()));
        Assert.Equal(position with { After = null }, LedgerPosition.Parse((position with { After = null }).ToString()));
        Assert.Null(LedgerPosition.Parse(position + new string('x', 300)));
    }

    private Task<LedgerPage> ReadAsync(LedgerPosition position) => _ledgers.Store.Feed.ReadAsync("instagram", position, 500, None);

    private Func<LedgerRow, Task> Slow(double seconds) => _ =>
    {
        _ledgers.Rows.BeforeWrite = _ => Task.CompletedTask;
        _ledgers.Clock.Advance(TimeSpan.FromSeconds(seconds));
        return Task.CompletedTask;
    };
}
