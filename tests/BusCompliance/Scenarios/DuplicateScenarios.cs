using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(22, "Duplicate detection")]
public sealed class DuplicateScenarios(BrokerFixture<DuplicateScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<DuplicateScenarios>>
{
    [Theory, Queue(DuplicateWindowSeconds = 600), Scenario("A message id sent again within the window is accepted and dropped, even when the first was completed")]
    public async Task Duplicate_WithinTheWindow_IsDropped(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(With("same", "1"));
        await bus.SendAsync(With("same", "2"), With("other", "3"));
        var receiver = await bus.ReceiverAsync();

        foreach (var message in await receiver.ManyAsync(2))
        {
            Assert.Contains(message.Text, new[] { "1", "3" });
            await receiver.CompleteAsync(message);
        }

        await bus.SendAsync(With("same", "4"));
        await receiver.NothingAsync();
        Assert.Equal(0, bus.Status.ActiveMessages);
    }

    [Theory, Queue(DuplicateWindowSeconds = 60), Scenario("After the window the id is taken again")]
    public async Task Duplicate_AfterTheWindow_IsTaken(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(With("same", "1"));
        bus.Clock.Advance(TimeSpan.FromSeconds(61));

        await bus.SendAsync(With("same", "2"));

        Assert.Equal(["1", "2"], (await (await bus.ReceiverAsync()).ManyAsync(2)).Select(message => message.Text));
    }

    [Theory, Queue(DuplicateWindowSeconds = 600), Scenario("Scheduled messages take part, whichever way they are scheduled")]
    public async Task Duplicate_Scheduled_IsDropped(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var sender = await bus.SenderAsync();
        var later = bus.Now.AddHours(1);
        await sender.ScheduleAsync(later, With("same", "1"));

        await sender.ScheduleAsync(later, With("same", "2"));
        await bus.SendAsync(With("same", "3") with { ScheduledEnqueueTime = later });
        await bus.SendAsync(With("same", "4"));

        Assert.Equal("1", Assert.Single(await (await bus.ReceiverAsync()).PeekAsync(10)).Text);
    }

    [Theory, Scenario("A queue without duplicate detection takes every message")]
    public async Task Duplicate_OfAPlainQueue_IsTaken(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(With("same", "1"), With("same", "2"));

        Assert.Equal(2, (await (await bus.ReceiverAsync()).ManyAsync(2)).Count);
    }

    private static OutgoingMessage With(string id, string text) => OutgoingMessage.Of(text) with { MessageId = id };
}
