using Microsoft.Extensions.Options;
using Relay.Functions.Deliver;
using Relay.Functions.Lanes;

namespace Relay.Functions.Tests.Lanes;

public sealed class CallGateTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task TryEnter_AllPlacesTaken_GivesUpAfterTheWait_AndOthersAreNotHeldUp()
    {
        var gate = Create(most: 2);
        using var one = await gate.TryEnterAsync("whatsapp", waits: true, CancellationToken.None);
        using var two = await gate.TryEnterAsync("whatsapp", waits: true, CancellationToken.None);

        var third = gate.TryEnterAsync("whatsapp", waits: true, CancellationToken.None).AsTask();
        using var other = await gate.TryEnterAsync("instagram", waits: true, CancellationToken.None);
        Assert.NotNull(other);
        Assert.False(third.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Null(await third);
    }

    [Fact]
    public async Task TryEnter_PlaceGivenBack_IsTakenByTheOneThatWaits()
    {
        var gate = Create(most: 1);
        var one = await gate.TryEnterAsync("whatsapp", waits: true, CancellationToken.None);
        var waiting = gate.TryEnterAsync("whatsapp", waits: true, CancellationToken.None).AsTask();

        one!.Dispose();
        one.Dispose();

        using var place = await waiting;
        Assert.NotNull(place);
        var third = gate.TryEnterAsync("whatsapp", waits: true, CancellationToken.None).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await third);
    }

    [Fact]
    public async Task TryEnter_WhoDoesNotWait_IsAnsweredAtOnce()
    {
        var gate = Create(most: 1);
        using var one = await gate.TryEnterAsync("whatsapp", waits: true, CancellationToken.None);

        Assert.Null(await gate.TryEnterAsync("whatsapp", waits: false, CancellationToken.None));
    }

    [Theory]
    [InlineData(0.01, 100, 0.25)] // short calls: soon again
    [InlineData(5, 3, 0.9375)] // half of what three lanes need at eight places
    [InlineData(5, 64, 2)] // never longer, for a partner that is quick again must not wait
    public async Task BusyWait_GrowsWithCallsAndLanes_WithinBounds(double callSeconds, int lanes, double seconds)
    {
        var gate = Create(most: 8);
        for (var i = 0; i < 100; i++)
        {
            using var place = await gate.TryEnterAsync("whatsapp", waits: false, CancellationToken.None);
            _clock.Advance(TimeSpan.FromSeconds(callSeconds));
        }

        var waits = Enumerable.Range(0, 200).Select(_ => gate.BusyWait("whatsapp", lanes).TotalSeconds).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, seconds * 0.74, seconds * 1.26));
        Assert.True(waits.Max() - waits.Min() > seconds * 0.1);
    }

    private CallGate Create(int most) => new(Options.Create(new DeliveryOptions { MostCallsPerPartner = most, CallWaitMilliseconds = 100 }), new Random(1), _clock);
}
