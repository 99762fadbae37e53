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
        var gate = new CallGate(Options.Create(new DeliveryOptions { MostCallsPerPartner = 2, CallWaitMilliseconds = 100 }), _clock);
        using var one = await gate.TryEnterAsync("whatsapp", CancellationToken.None);
        using var two = await gate.TryEnterAsync("whatsapp", CancellationToken.None);

        var third = gate.TryEnterAsync("whatsapp", CancellationToken.None).AsTask();
        using var other = await gate.TryEnterAsync("instagram", CancellationToken.None);
        Assert.NotNull(other);
        Assert.False(third.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Null(await third);
    }

    [Fact]
    public async Task TryEnter_PlaceGivenBack_IsTakenByTheOneThatWaits()
    {
        var gate = new CallGate(Options.Create(new DeliveryOptions { MostCallsPerPartner = 1, CallWaitMilliseconds = 100 }), _clock);
        var one = await gate.TryEnterAsync("whatsapp", CancellationToken.None);
        var waiting = gate.TryEnterAsync("whatsapp", CancellationToken.None).AsTask();

        one!.Dispose();
        one.Dispose();

        using var place = await waiting;
        Assert.NotNull(place);
        var third = gate.TryEnterAsync("whatsapp", CancellationToken.None).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await third);
    }
}
