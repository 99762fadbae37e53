using Relay.Functions.Usage;

namespace Relay.Functions.Tests.Usage;

/// <summary>What reaches the store, once, whatever the store does.</summary>
public sealed class UsageWriterTests
{
    private readonly ManualClock _clock = new();
    private readonly MemoryUsageRows _rows = new();

    [Fact]
    public async Task Write_Twice_WritesWhatHasChangedAndWholeSums()
    {
        using var instance = new UsageInstance(_clock, _rows);
        Accept(instance, 5);
        await instance.WriteAsync();
        await instance.WriteAsync();
        Assert.Equal(4, _rows.Writes); // two partners, minute and hour

        Accept(instance, 2);
        await instance.WriteAsync();

        Assert.Equal(7, Sent(UsageSpan.Minute));
        Assert.Equal(7, Sent(UsageSpan.Hour));
        Assert.Equal(8, _rows.Writes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(404)] // the table is not there yet
    [InlineData(403)]
    [InlineData(503)]
    public async Task Write_WhileTheStoreFails_KeepsTheSumsForLater(int status)
    {
        using var instance = new UsageInstance(_clock, _rows);
        _rows.Failing = status;
        Accept(instance, 5);
        Assert.False(await instance.WriteAsync());
        _clock.Advance(TimeSpan.FromMinutes(10));
        Accept(instance, 3);
        Assert.False(await instance.WriteAsync());

        _rows.Failing = null;
        Assert.True(await instance.WriteAsync());

        Assert.Equal([5, 3], _rows.All.Where(row => row.Key is { Partner: "instagram", Span: UsageSpan.Minute }).Select(row => row.Figures.SentAccepted));
        Assert.Equal(8, Sent(UsageSpan.Hour));
    }

    [Fact]
    public async Task Sums_WhileTheStoreIsGoneForLong_AreBoundedAndTheOldestGivenUp()
    {
        using var instance = new UsageInstance(_clock, _rows, most: 20);
        _rows.Failing = 503;
        for (var minute = 0; minute < 100; minute++)
        {
            Accept(instance, 1);
            await instance.WriteAsync();
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        _rows.Failing = null;
        Assert.True(await instance.WriteAsync());

        Assert.InRange(_rows.All.Count, 16, 20);
        Assert.Equal(_clock.GetUtcNow().AddMinutes(-1), _rows.All.Where(row => row.Key.Span == UsageSpan.Minute).Max(row => row.Key.Start));
    }

    [Fact]
    public async Task Sums_OfMinutesThatAreOverAndWritten_AreForgotten()
    {
        using var instance = new UsageInstance(_clock, _rows);
        Accept(instance, 5);
        await instance.WriteAsync();
        _clock.Advance(TimeSpan.FromHours(2));
        await instance.WriteAsync();

        instance.Sums.GiveBack(_rows.All.Select(row => row.Key));

        Assert.Empty(instance.Sums.Take());
    }

    [Fact]
    public async Task Service_WritesEveryInterval_AndOnceMoreWhenItEnds()
    {
        using var instance = new UsageInstance(_clock, _rows);
        await instance.Writer.StartAsync(CancellationToken.None);
        Assert.Equal(UsageWriter.Interval, await _clock.TimerStartedAsync());
        Accept(instance, 5);
        _clock.Advance(UsageWriter.Interval);
        await WrittenAsync(4);
        Accept(instance, 2);

        await instance.Writer.StopAsync(CancellationToken.None);

        Assert.Equal(7, Sent(UsageSpan.Minute));
        Accept(instance, 100);
        await instance.WriteAsync();
        Assert.Equal(7, Sent(UsageSpan.Minute)); // it hears nothing any more
    }

    private static void Accept(UsageInstance instance, int envelopes) => instance.Meters.Metrics.Accepted("instagram", "whatsapp", "normal", envelopes, envelopes * 100);

    private long Sent(UsageSpan span) => Assert.Single(_rows.All, row => row.Key.Partner == "instagram" && row.Key.Span == span).Figures.SentAccepted;

    private async Task WrittenAsync(int writes)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (_rows.Writes < writes)
        {
            Assert.True(DateTime.UtcNow < deadline, "Not written within 30 s.");
            await Task.Yield();
        }
    }
}
