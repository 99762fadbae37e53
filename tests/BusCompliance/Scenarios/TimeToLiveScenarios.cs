using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(16, "Time to live")]
public sealed class TimeToLiveScenarios(BrokerFixture<TimeToLiveScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<TimeToLiveScenarios>>
{
    [Theory, Scenario("An expired message is never delivered nor peeked; the queue drops it")]
    public async Task TimeToLive_Passed_DropsTheMessage(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(OutgoingMessage.Of("short") with { TimeToLive = TimeSpan.FromMinutes(1) });
        await bus.SendTextsAsync("endless");
        bus.Clock.Advance(TimeSpan.FromMinutes(2));
        var receiver = await bus.ReceiverAsync();

        Assert.Equal("endless", Assert.Single(await receiver.PeekAsync(10)).Text);
        Assert.Equal("endless", (await receiver.OneAsync()).Text);
        await receiver.NothingAsync();
        await bus.UntilAsync(status => (status.ActiveMessages, status.DeadLetterMessages) == (1, 0));
    }

    [Theory, Queue(DeadLetterExpired = true), Scenario("Where the queue says so an expired message is a dead letter: TTLExpiredException")]
    public async Task TimeToLive_Passed_DeadLettersTheMessage(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(OutgoingMessage.Of("short") with { TimeToLive = TimeSpan.FromMinutes(1) });
        bus.Clock.Advance(TimeSpan.FromMinutes(2));

        var dead = await (await bus.DeadLettersAsync()).OneAsync();

        Assert.Equal(("short", "TTLExpiredException"), (dead.Text, dead.DeadLetterReason));
        bus.Clock.Advance(TimeSpan.FromDays(1));
        await bus.UntilAsync(status => status.DeadLetterMessages == 1);
    }

    [Theory, Queue(TimeToLiveSeconds = 600), Scenario("The queue's time to live is the default and the upper bound of a message's own")]
    public async Task TimeToLive_OfTheQueue_IsTheUpperBound(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("default");
        await bus.SendAsync(OutgoingMessage.Of("long") with { TimeToLive = TimeSpan.FromDays(1) });
        await bus.SendAsync(OutgoingMessage.Of("short") with { TimeToLive = TimeSpan.FromMinutes(1) });
        var receiver = await bus.ReceiverAsync();

        var peeked = await receiver.PeekAsync(10);

        Assert.Equal([600, 600, 60], peeked.Select(message => message.TimeToLive!.Value.TotalSeconds));
        Assert.All(peeked, message => Assert.Equal(message.EnqueuedTime + message.TimeToLive!.Value, message.ExpiresAt!.Value));
        bus.Clock.Advance(TimeSpan.FromMinutes(11));
        await receiver.NothingAsync();
    }

    [Theory, Scenario("A time to live of more than 49 days is kept")]
    public async Task TimeToLive_OfManyDays_IsKept(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(OutgoingMessage.Of("x") with { TimeToLive = TimeSpan.FromDays(100) });
        bus.Clock.Advance(TimeSpan.FromDays(40));

        var message = await (await bus.ReceiverAsync()).OneAsync();

        // The JavaScript client cuts what it sends, both the header and the two properties, to the 49 days of the header.
        Assert.Equal(client == ClientKind.DotNet ? TimeSpan.FromDays(100) : TimeSpan.FromMilliseconds(uint.MaxValue), message.TimeToLive);
    }

    [Theory, Scenario("A message that expires while it is locked can be completed; one given back then is gone")]
    public async Task TimeToLive_PassedWhileLocked_CanBeCompleted(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(OutgoingMessage.Of("a") with { TimeToLive = TimeSpan.FromSeconds(20) });
        await bus.SendAsync(OutgoingMessage.Of("b") with { TimeToLive = TimeSpan.FromSeconds(20) });
        var receiver = await bus.ReceiverAsync();
        var messages = await receiver.ManyAsync(2);
        bus.Clock.Advance(TimeSpan.FromSeconds(25));

        await receiver.CompleteAsync(messages[0]);
        await receiver.AbandonAsync(messages[1]);

        await receiver.NothingAsync();
        await bus.UntilAsync(status => status.ActiveMessages == 0);
    }
}
