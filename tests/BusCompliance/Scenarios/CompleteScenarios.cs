using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(10, "Receive and settle")]
public sealed class CompleteScenarios(BrokerFixture<CompleteScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<CompleteScenarios>>
{
    [Theory, Scenario("A locked message is given to nobody else; completed, it is gone")]
    public async Task Complete_LockedMessage_IsGone(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("hello");
        var receiver = await bus.ReceiverAsync();
        var other = await bus.ReceiverAsync();

        var message = await receiver.OneAsync();

        Assert.Equal(("hello", 1), (message.Text, message.DeliveryCount));
        await other.NothingAsync();
        await receiver.CompleteAsync(message);
        Assert.Empty(await receiver.PeekAsync(10));
        Assert.Equal((0, 0), (bus.Status.ActiveMessages, bus.Status.DeadLetterMessages));
    }

    [Theory, Scenario("Receive and delete removes a message as it is delivered")]
    public async Task ReceiveAndDelete_Message_IsGoneAtOnce(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("a", "b");
        var receiver = await bus.ReceiverAsync(receiveAndDelete: true);

        var message = await receiver.OneAsync();

        Assert.Equal(("a", null), (message.Text, message.LockedUntil));
        Assert.Equal("b", Assert.Single(await receiver.PeekAsync(10)).Text);
        await FailsAsync(Failure.InvalidOperation, () => receiver.CompleteAsync(message));
    }

    [Theory, Scenario("An abandoned message comes again at once, counted, with its properties changed")]
    public async Task Abandon_WithProperties_ComesAgainCounted(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(OutgoingMessage.Of("x") with { Properties = new Dictionary<string, object?> { ["a"] = "old", ["kept"] = "k" } });
        var receiver = await bus.ReceiverAsync();

        await receiver.AbandonAsync(await receiver.OneAsync(), new Dictionary<string, object?> { ["a"] = "new", ["b"] = true });
        var again = await receiver.OneAsync();

        Assert.Equal(("x", 2), (again.Text, again.DeliveryCount));
        Assert.Equal(("new", true, "k"), (again.Properties["a"], again.Properties["b"], again.Properties["kept"]));
    }
}
