using Microsoft.Extensions.Options;
using Relay.Functions.Held;

namespace Relay.Functions.Tests.Held;

public sealed class ReplayPaceTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(null, 100)] // the options' 10 a second
    [InlineData(2, 500)]
    [InlineData(10_000, 100)] // faster than the options allow
    public async Task Wait_ForTurns_SpacesThemByTheLowerRate(int? perSecond, int milliseconds)
    {
        var pace = Pace();
        var deadline = _clock.GetUtcNow().AddSeconds(10);
        Assert.True(await pace.WaitAsync(perSecond, deadline, CancellationToken.None));

        var second = pace.WaitAsync(perSecond, deadline, CancellationToken.None);

        var wait = await _clock.TimerStartedAsync();
        Assert.Equal(milliseconds, wait.TotalMilliseconds);
        Assert.False(second.IsCompleted);
        _clock.Advance(wait);
        Assert.True(await second);
    }

    [Fact]
    public async Task Wait_ForATurnAfterTheDeadline_IsRefusedAtOnce_AndTakesNone()
    {
        var pace = Pace();
        var deadline = _clock.GetUtcNow().AddMilliseconds(50);
        Assert.True(await pace.WaitAsync(null, deadline, CancellationToken.None));

        Assert.False(await pace.WaitAsync(null, deadline, CancellationToken.None));
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.True(await pace.WaitAsync(null, _clock.GetUtcNow(), CancellationToken.None));
    }

    [Fact]
    public async Task Wait_AfterAPause_DoesNotMakeUpForIt()
    {
        var pace = Pace();
        await pace.WaitAsync(null, _clock.GetUtcNow(), CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True(await pace.WaitAsync(null, _clock.GetUtcNow(), CancellationToken.None));
        Assert.False(await pace.WaitAsync(null, _clock.GetUtcNow(), CancellationToken.None));
    }

    private ReplayPace Pace() => new(Options.Create(new HeldOptions { ReplayEnvelopesPerSecond = 10 }), _clock);
}
