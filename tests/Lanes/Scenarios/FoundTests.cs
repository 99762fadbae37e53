using Relay.Functions.Partners;
using Relay.Lanes.Tests.Fakes;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Scenarios;

/// <summary>Schedules that once failed, as they were printed.</summary>
public sealed class FoundTests
{
    [Fact]
    public void Drain_LeaseLeftBehindWhenThePartnerTurnsToAsking_DoesNotWakeItselfForEver()
    {
        var scenario = Family.With("one message", $"{Partner.Fails} {Scenario.Crash}") with { Changes = [partner => partner with { Mode = DeliveryMode.Pull }] };
        var result = Explored.Run(scenario, new Scheduled("""
            A takes 1.n.0#1
            A:1.n.0#1.1 read lanes of whatsapp
            A:1.n.0#1.2 post 1: fails
            A:1.n.0#1.3 park 1.n.0/1
            A:1.n.0#1.4 create lane 1.n.0
            A:1.n.0#1.5 set Drain of 1.n.0
            A:1.n.0#1.6 settle
            settings change, 1 to come
            A:settings1.1 read lanes of whatsapp
            A:settings1.2 read lanes of whatsapp
            wait (0.903 s)
            A takes 1.n.0#2
            A:1.n.0#2.1 read lanes of whatsapp
            A:1.n.0#2.2 write lane 1.n.0
            A crashes
            """));

        Assert.True(result.Fault is null, Explorer.Describe(result));
    }

    [Fact]
    public void Park_MessageThatACrashPutInDoubt_KeepsTheDoubt()
    {
        var result = Explored.Run(Family.With("one that expires", $"{Scenario.Crash} {Partner.Busy}"), new Scheduled("""
            A takes 1.n.0#1
            A:1.n.0#1.1 read lanes of whatsapp
            A:1.n.0#1.2 look for others of b1
            A:1.n.0#1.3 post 1
            A crashes
            A2 takes 1.n.0#1 again
            A2:1.n.0#1'.1 read lanes of whatsapp
            A2:1.n.0#1'.2 look for others of b1
            A2:1.n.0#1'.3 post 1: busy
            """));

        Assert.True(result.Fault is null, Explorer.Describe(result));
        Assert.Contains(result.Schedule, label => label.Contains("end 1 Expired", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_LaneWhoseEnvelopesExpired_LeavesTheBreakerToTheNextEnvelope()
    {
        var scenario = Family.With("one that expires", Scenario.Outage) with
        {
            Arrivals = [new Arrival(Family.Lane(), new Letter(1, "ben", TimeToLiveSeconds: 1))],
            Faults = new Dictionary<string, int> { [Partner.Fails] = 1, [Partner.Busy] = 1 },
        };
        var result = Explored.Run(scenario, new Scheduled("""
            A takes 1.n.0#1
            A:1.n.0#1.1 read lanes of whatsapp
            A:1.n.0#1.2 look for others of b1
            A:1.n.0#1.3 post 1: busy
            """));

        Assert.True(result.Fault is null, Explorer.Describe(result));
        Assert.Contains(result.Schedule, label => label.Contains("end 1 Expired", StringComparison.Ordinal));
    }
}
