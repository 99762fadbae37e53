using Relay.Local.Bus.Transport.Front;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>Who must wait while the store has too much to do.</summary>
public sealed class IntakeGaugeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly IntakeTotal _total = new(new BrokerLimits { IntakeBytes = 100, IntakeShareBytes = 10 });

    [Fact]
    public void Connection_WithMoreThanAShare_WaitsUntilMostIsStored()
    {
        using var goesOn = new CountdownEvent(1);
        var (large, small) = (new IntakeGauge(_total), new IntakeGauge(_total));
        large.Taken(101);
        small.Taken(5);
        Assert.False(small.MustWait(() => goesOn.Signal()));
        Assert.True(large.MustWait(() => goesOn.Signal()));
        large.Done(20);
        Assert.False(goesOn.IsSet);
        large.Done(50);
        Assert.True(goesOn.Wait(Deadline, TestContext.Current.CancellationToken));
        Assert.False(large.MustWait(() => goesOn.Signal()));
    }

    [Fact]
    public void EveryConnection_Waits_AboveTwiceTheLimit()
    {
        using var goesOn = new CountdownEvent(2);
        var gauges = Enumerable.Range(0, 2).Select(_ => new IntakeGauge(_total)).ToArray();
        gauges[0].Taken(201);
        Assert.All(gauges, gauge => Assert.True(gauge.MustWait(() => goesOn.Signal())));
        gauges[0].Done(201);
        Assert.True(goesOn.Wait(Deadline, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void NobodyWaitsForEver_HoweverWaitAndEndMeet()
    {
        const int Rounds = 20_000;
        var gauge = new IntakeGauge(_total);
        using var rounds = new CountdownEvent(Rounds);
        for (var i = 0; i < Rounds; i++)
        {
            gauge.Taken(201);
            ThreadPool.QueueUserWorkItem(_ => gauge.Done(201));
            if (!gauge.MustWait(() => rounds.Signal()))
                rounds.Signal();
        }
        Assert.True(rounds.Wait(Deadline, TestContext.Current.CancellationToken));
    }
}
