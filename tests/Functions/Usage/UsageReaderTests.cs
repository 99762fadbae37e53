using System.Runtime.CompilerServices;
using Relay.Functions.Partners;
using Relay.Functions.Usage;

namespace Relay.Functions.Tests.Usage;

/// <summary>Rows of several instances, put together by step.</summary>
public sealed class UsageReaderTests
{
    private readonly ManualClock _clock = new(); // 12:00
    private readonly MemoryUsageRows _rows = new();
    private readonly UsageReader _reader;

    public UsageReaderTests() => _reader = new UsageReader(_rows, new Two());

    private DateTimeOffset Noon { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Read_OfTwoInstances_AddsThemUpByMinute()
    {
        using var a = new UsageInstance(_clock, _rows);
        using var b = new UsageInstance(_clock, new MemoryUsageRows("b", _rows));
        await AcceptAsync(5, a, b);
        _clock.Advance(TimeSpan.FromMinutes(3));
        await AcceptAsync(1, a);

        var points = await ReadAsync("instagram", Noon, Noon.AddHours(1), 60);

        Assert.Equal([(Noon, 10), (Noon.AddMinutes(3), 1)], points.Select(point => (point.At, point.Figures.SentAccepted)));
        Assert.Equal(20, points[0].Figures.SentEnded["delivered"] + points[0].Figures.SentAccepted);
    }

    [Theory]
    [InlineData(120, new[] { 0, 2, 4 }, new[] { 2, 2, 2 })]
    [InlineData(300, new[] { 0, 5 }, new[] { 5, 1 })]
    [InlineData(3600, new[] { 0 }, new[] { 6 })]
    [InlineData(7200, new[] { 0 }, new[] { 6 })]
    public async Task Read_ByStep_RollsUp(int step, int[] minutes, int[] sums)
    {
        using var a = new UsageInstance(_clock, _rows);
        for (var i = 0; i < 6; i++)
        {
            await AcceptAsync(1, a);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var points = await ReadAsync("instagram", Noon, Noon.AddMinutes(6), step);

        Assert.Equal(minutes.Select(minute => Noon.AddMinutes(minute)).Zip(sums.Select(sum => (long)sum)), points.Select(point => (point.At, point.Figures.SentAccepted)));
    }

    [Fact]
    public async Task Read_Bounds_IncludeTheBeginAndNotTheEnd()
    {
        using var a = new UsageInstance(_clock, _rows);
        for (var i = 0; i < 4; i++)
        {
            await AcceptAsync(1, a);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var points = await ReadAsync("instagram", Noon.AddSeconds(90), Noon.AddMinutes(3), 60);

        Assert.Equal([Noon.AddMinutes(1), Noon.AddMinutes(2)], points.Select(point => point.At));
    }

    [Fact]
    public async Task Read_OfAll_GivesPointsOfEachPartnerInOrder()
    {
        using var a = new UsageInstance(_clock, _rows);
        await AcceptAsync(5, a);

        var points = await ReadAsync(null, Noon, Noon.AddHours(1), 60);

        Assert.Equal(["instagram", "whatsapp"], points.Select(point => point.Partner));
        Assert.Equal((5, 5), (points[0].Figures.SentAccepted, points[1].Figures.ReceivedAccepted));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(59)]
    [InlineData(61)]
    public async Task Read_AnotherStep_IsAFaultOfTheCaller(int step) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ReadAsync(null, Noon, Noon.AddHours(1), step));

    [Fact]
    public async Task Sweep_RemovesWhatBeganBefore()
    {
        using var a = new UsageInstance(_clock, _rows);
        await AcceptAsync(5, a);
        _clock.Advance(TimeSpan.FromHours(3));
        await AcceptAsync(1, a);

        var removed = await new UsageSweep(_rows, new Two()).RunAsync(Noon.AddHours(1), CancellationToken.None);

        Assert.Equal(4, removed);
        Assert.All(_rows.All, row => Assert.Equal(Noon.AddHours(3), row.Key.Start));
    }

    private Task<IReadOnlyList<UsagePoint>> ReadAsync(string? partner, DateTimeOffset from, DateTimeOffset to, int step) =>
        _reader.ReadAsync(partner, from, to, TimeSpan.FromSeconds(step), CancellationToken.None);

    private static async Task AcceptAsync(int envelopes, params UsageInstance[] instances)
    {
        foreach (var instance in instances)
        {
            instance.Meters.Metrics.Accepted("instagram", "whatsapp", "normal", envelopes, 0);
            instance.Meters.Metrics.Ended("instagram", "whatsapp", "delivered", envelopes);
            Assert.True(await instance.WriteAsync());
        }
    }

    private static PartnerRecord Partner(string name) => new(name, PartnerStatus.Live, null, [], [], 1);

    private sealed class Two : IPartnerList
    {
        public async IAsyncEnumerable<PartnerRecord> ListAsync([EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.CompletedTask;
            yield return Partner("whatsapp");
            yield return Partner("instagram");
        }
    }
}
