using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(17, "Prefetch, drain and links")]
public sealed class LinkScenarios(BrokerFixture<LinkScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<LinkScenarios>>
{
    [Theory, Queue(MaxDeliveryCount = 2), Scenario("A receive that finds nothing leaves no message behind that nobody sees, and counts none")]
    public async Task Receive_TimedOut_LosesAndCountsNothing(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var receiver = await bus.ReceiverAsync();
        for (var i = 0; i < 4; i++)
        {
            await receiver.NothingAsync();
            await bus.SendTextsAsync($"{i}");

            var message = await receiver.OneAsync();

            Assert.Equal(($"{i}", 1), (message.Text, message.DeliveryCount));
            await receiver.CompleteAsync(message);
        }
    }

    [Theory, Scenario("Asking for more messages than there are gives those that are there")]
    public async Task Receive_MoreThanThereAre_GivesThose(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync([.. "abc".Select(letter => OutgoingMessage.Of($"{letter}"))]);
        var receiver = await bus.ReceiverAsync();

        var messages = await receiver.ReceiveAsync(10, BusStage.Long);

        Assert.Equal(["a", "b", "c"], messages.Select(message => message.Text));
        var other = await bus.ReceiverAsync();
        await bus.SendTextsAsync("d");
        Assert.Equal("d", (await other.OneAsync()).Text);
    }

    [Theory, Scenario("Messages are shared among receivers, each given once")]
    public async Task Receivers_OfOneQueue_ShareItsMessages(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var (first, second) = (await bus.ReceiverAsync(), await bus.ReceiverAsync());
        var waiting = new[] { first.OneAsync(), second.OneAsync() };
        await bus.SendTextsAsync("a", "b");

        var messages = await Task.WhenAll(waiting);

        Assert.Equal(["a", "b"], messages.Select(message => message.Text).Order());
    }

    [Theory, Scenario("Prefetched messages arrive in order and can be settled", Only = [ClientKind.DotNet])]
    public async Task Prefetch_OfMany_KeepsTheOrder(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync([.. Enumerable.Range(0, 30).Select(i => OutgoingMessage.Of($"{i}"))]);
        var receiver = await bus.ReceiverAsync(prefetch: 30);

        for (var i = 0; i < 30; i++)
        {
            var message = await receiver.OneAsync();
            Assert.Equal($"{i}", message.Text);
            await receiver.CompleteAsync(message);
        }
        Assert.Equal(0, bus.Status.ActiveMessages);
    }

    [Theory, Scenario("Prefetched messages of a closed receiver come again at once, in order and not counted", Only = [ClientKind.DotNet])]
    public async Task Prefetch_OfAClosedReceiver_ComesAgainUncounted(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync([.. Enumerable.Range(0, 5).Select(i => OutgoingMessage.Of($"{i}"))]);
        var first = await bus.ReceiverAsync(prefetch: 5);
        await first.CompleteAsync(await first.OneAsync());
        await bus.UntilAsync(status => status.Delivered == 5);
        await first.CloseAsync();

        var messages = await (await bus.ReceiverAsync()).ManyAsync(4);

        Assert.Equal([("1", 1), ("2", 1), ("3", 1), ("4", 1)], messages.Select(message => (message.Text, message.DeliveryCount)));
    }

    [Theory, Queue(Sessions = true), Scenario("So do those of a closed session receiver, to the next holder of the session", Only = [ClientKind.DotNet])]
    public async Task Prefetch_OfAClosedSession_ComesAgainUncounted(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "0", "1", "2", "3");
        var first = await bus.Client.AcceptSessionAsync(bus.Queue, "a", new ReceiverSettings(Prefetch: 4));
        await first.CompleteAsync(await first.OneAsync());
        await bus.UntilAsync(status => status.Delivered == 4);
        await first.CloseAsync();

        var second = await bus.AcceptAsync(null);

        Assert.Equal(
            [("1", 1), ("2", 1), ("3", 1)], (await second.ManyAsync(3)).Select(message => (message.Text, message.DeliveryCount)));
    }

    [Theory, Queue(Sessions = true), Scenario("A session receiver that found nothing goes on with its session")]
    public async Task Session_ReceiveTimedOut_KeepsTheSession(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var session = await bus.AcceptAsync("a");
        await session.NothingAsync();
        await session.NothingAsync();
        await bus.SendSessionAsync("a", "x");

        Assert.Equal("x", (await session.OneAsync()).Text);
        await session.RenewSessionAsync();
    }
}
