using System.Diagnostics;
using Relay.Client;
using Relay.Client.Operators;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A replay whose relay dies in the middle. The test has a relay of its own.</summary>
public sealed class HeldOutageTests : StackFixture
{
    [Fact]
    public async Task Replay_ProgramKilledInTheMiddle_LosesNothing_AndTheSameCallGoesOn()
    {
        const int Count = 30;
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack);
        using var relay = new HeldRelay(Stack);
        var held = await relay.HoldAsync(a, b, Count);
        var order = new ReplayOrder { Partner = b.Name, All = true };
        var first = relay.Operator.ReplayHeldAsync(order with { PerSecond = 10 });
        await Eventually.TrueAsync(() => b.Received.Count >= 3, "the replay is under way");

        Process.GetProcessById(Stack.Host.ProgramId).Kill();
        await Assert.ThrowsAsync<RelayProblemException>(() => first);

        await Eventually.TrueAsync(() => IsDoneAsync(relay, order), "the rest is sent");
        Assert.Empty(await relay.OfAsync(b));
        await Eventually.TrueAsync(() => held.All(one => b.Received.Any(envelope => envelope.Id == one.Envelope.Id)), "all arrive");
        Assert.Equal(Count, b.Received.Select(envelope => envelope.Id).Distinct().Count());
    }

    // While the host starts the program again its calls fail.
    private static async Task<bool> IsDoneAsync(HeldRelay relay, ReplayOrder order)
    {
        try
        {
            return (await relay.Operator.ReplayHeldAsync(order)).Remaining == 0;
        }
        catch (RelayProblemException)
        {
            return false;
        }
    }
}
