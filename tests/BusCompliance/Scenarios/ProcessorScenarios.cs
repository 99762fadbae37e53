namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(18, "Processors and subscriptions")]
public sealed class ProcessorScenarios(BrokerFixture<ProcessorScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<ProcessorScenarios>>
{
    [Theory, Scenario("A processor completes each message once, those that come later too")]
    public async Task Processor_WithManyMessages_CompletesEachOnce(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync([.. Enumerable.Range(0, 50).Select(i => OutgoingMessage.Of($"{i}"))]);
        var processor = await bus.Client.ProcessAsync(bus.Queue, new ProcessorSettings(Concurrency: 5));
        await bus.UntilAsync(status => status.ActiveMessages == 0);
        await bus.SendAsync([.. Enumerable.Range(50, 50).Select(i => OutgoingMessage.Of($"{i}"))]);
        await bus.UntilAsync(status => status.ActiveMessages == 0);
        await processor.StopAsync();

        var seen = await processor.SeenAsync();

        Assert.Equal(Enumerable.Range(0, 100), seen.Select(item => int.Parse(item.Text)).Order());
    }

    [Theory, Scenario("A message its handler fails for is abandoned, and comes again")]
    public async Task Processor_FailingOnce_IsGivenTheMessageAgain(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendTextsAsync("good", "bad");
        var processor = await bus.Client.ProcessAsync(bus.Queue, new ProcessorSettings(FailOn: "bad"));
        await bus.UntilAsync(status => status.ActiveMessages == 0);
        await processor.StopAsync();

        Assert.Equal(["bad", "bad", "good"], (await processor.SeenAsync()).Select(item => item.Text).Order());
    }

    [Theory, Queue(MaxDeliveryCount = 2), Scenario("A stopped processor holds nothing back and counts nothing")]
    public async Task Processor_Stopped_LeavesMessagesUncounted(ClientKind client)
    {
        var bus = await OpenAsync(client);
        for (var i = 0; i < 3; i++)
        {
            var processor = await bus.Client.ProcessAsync(bus.Queue, new ProcessorSettings());
            await bus.SendTextsAsync($"seen {i}");
            await bus.UntilAsync(status => status.ActiveMessages == 0);
            await processor.StopAsync();
        }
        await bus.SendTextsAsync("last");

        var message = await (await bus.ReceiverAsync()).OneAsync();

        Assert.Equal(("last", 1), (message.Text, message.DeliveryCount));
    }

    [Theory, Queue(Sessions = true), Scenario("Session processors keep the order of each session")]
    public async Task SessionProcessor_OverSessions_KeepsTheOrderOfEach(ClientKind client)
    {
        var bus = await OpenAsync(client);
        string[] sessions = ["a", "b", "c"];
        for (var i = 0; i < 10; i++)
            await bus.SendAsync([.. sessions.Select(session => OutgoingMessage.Of($"{i}", session))]);
        var processor = await bus.Client.ProcessAsync(bus.Queue, new ProcessorSettings(Concurrency: 3, Sessions: sessions));
        await bus.UntilAsync(status => status.ActiveMessages == 0);
        await processor.StopAsync();

        var seen = (await processor.SeenAsync()).ToLookup(item => item.Session, item => item.Text);

        Assert.All(sessions, session => Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), seen[session]));
    }

    [Theory, Queue(Sessions = true), Scenario("A session processor gets a failed message of a session again before the next one")]
    public async Task SessionProcessor_FailingOnce_GetsTheMessageBeforeTheNext(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "bad", "next");
        var processor = await bus.Client.ProcessAsync(bus.Queue, new ProcessorSettings(FailOn: "bad", Sessions: ["a"]));
        await bus.UntilAsync(status => status.ActiveMessages == 0);
        await processor.StopAsync();

        Assert.Equal(["bad", "bad", "next"], (await processor.SeenAsync()).Select(item => item.Text));
    }
}
