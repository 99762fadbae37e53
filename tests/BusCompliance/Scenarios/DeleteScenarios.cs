namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(19, "Delete and purge")]
public sealed class DeleteScenarios(BrokerFixture<DeleteScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<DeleteScenarios>>
{
    [Theory, Scenario("So many messages are deleted unseen, oldest first; locked ones stay", Only = [ClientKind.DotNet], Internal = true)]
    public async Task Delete_OfSome_TakesTheOldest(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("locked", "a", "b", "c");
        var receiver = await bus.ReceiverAsync();
        await receiver.OneAsync();

        Assert.Equal(2, await receiver.DeleteAsync(2, bus.Now.AddMinutes(1)));

        Assert.Equal(["locked", "c"], (await receiver.PeekAsync(10)).Select(message => message.Text));
    }

    [Theory, Scenario("Only what was enqueued before a time is purged", Only = [ClientKind.DotNet], Internal = true)]
    public async Task Purge_BeforeATime_LeavesTheRest(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("old 1", "old 2");
        bus.Clock.Advance(TimeSpan.FromMinutes(10));
        var between = bus.Now.AddMinutes(-5);
        await bus.SendTextsAsync("new");
        var receiver = await bus.ReceiverAsync();

        Assert.Equal(2, await receiver.PurgeAsync(between));
        Assert.Equal(0, await receiver.PurgeAsync(between));

        Assert.Equal("new", Assert.Single(await receiver.PeekAsync(10)).Text);
    }

    [Theory, Queue(Sessions = true), Scenario("A session's receiver purges its session only", Only = [ClientKind.DotNet], Internal = true)]
    public async Task Purge_OfASession_LeavesOthers(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "a1", "a2");
        await bus.SendSessionAsync("b", "b1");
        var session = await bus.AcceptAsync("a");

        Assert.Equal(2, await session.PurgeAsync(bus.Now.AddMinutes(1)));

        Assert.Empty(await session.PeekAsync(10));
        Assert.Equal(1, bus.Status.ActiveMessages);
    }

    [Theory, Scenario("Dead letters are purged like messages", Only = [ClientKind.DotNet], Internal = true)]
    public async Task Purge_OfDeadLetters_EmptiesTheSubQueue(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("bad");
        var receiver = await bus.ReceiverAsync();
        await receiver.DeadLetterAsync(await receiver.OneAsync(), new DeadLettering("r"));

        Assert.Equal(1, await (await bus.DeadLettersAsync()).PurgeAsync(bus.Now.AddMinutes(1)));

        Assert.Equal(0, bus.Status.DeadLetterMessages);
    }
}
