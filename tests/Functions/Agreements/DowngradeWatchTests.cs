using Microsoft.Extensions.Logging.Abstractions;
using Relay.Functions.Agreements;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.Links;

namespace Relay.Functions.Tests.Agreements;

public sealed class DowngradeWatchTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Told _told = new();
    private readonly ManualClock _clock = new();
    private readonly DowngradeWatch _watch;

    public DowngradeWatchTests() => _watch = new DowngradeWatch(_told, _clock, NullLogger<DowngradeWatch>.Instance);

    [Fact]
    public void Note_SeveralInAMinute_TellsTheFirstAtOnceAndTheOthersTogetherAtItsEnd()
    {
        _watch.Note("one", "two", FloorRule.PostQuantum);
        Assert.Equal(["1", "1"], Counts());

        for (var i = 0; i < 5; i++)
            _watch.Note(i % 2 == 0 ? "one" : "two", i % 2 == 0 ? "two" : "one", FloorRule.PostQuantum);
        _clock.Advance(Minute / 2);
        Assert.Equal(2, _told.Events.Count);
        _clock.Advance(Minute / 2);
        Assert.Equal(["1", "1", "5", "5"], Counts());

        _watch.Note("two", "one", FloorRule.PostQuantum);
        Assert.Equal(4, _told.Events.Count);
        _clock.Advance(Minute);
        Assert.Equal(["1", "1"], Counts()[4..]);
    }

    [Fact]
    public void Note_AfterAQuietMinute_IsToldAtOnce()
    {
        _watch.Note("one", "two", FloorRule.Protocols);
        _clock.Advance(Minute);
        Assert.Equal(2, _told.Events.Count);

        _watch.Note("one", "two", FloorRule.Protocols);
        Assert.Equal(["1", "1", "1", "1"], Counts());
    }

    [Fact]
    public void Note_OtherPairAndOtherRule_AreToldByThemselves()
    {
        _watch.Note("one", "two", FloorRule.PostQuantum);
        _watch.Note("one", "two", FloorRule.Protocols);
        _watch.Note("one", "three", FloorRule.Protocols);

        Assert.Equal(6, _told.Events.Count);
        Assert.All(_told.Events, told => Assert.Equal((PartnerEventTypes.ProtocolDowngrade, "1"), (told.Type, told.Facts["count"])));
        Assert.Equal([("one", "three", "protocols"), ("three", "one", "protocols")], _told.Events.TakeLast(2).Select(told => (told.Partner, told.Facts["partner"], told.Facts["rule"])));
    }

    private List<string> Counts() => [.. _told.Events.Select(told => told.Facts["count"])];
}
