using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(15, "Scheduled messages")]
public sealed class ScheduleScenarios(BrokerFixture<ScheduleScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<ScheduleScenarios>>
{
    [Theory, Scenario("A message scheduled by its property arrives at its time, with a new sequence number")]
    public async Task Schedule_ByProperty_ArrivesAtItsTime(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var due = bus.Now.AddMinutes(10);
        await bus.SendAsync(OutgoingMessage.Of("later") with { ScheduledEnqueueTime = due });
        await bus.SendTextsAsync("now");
        var receiver = await bus.ReceiverAsync();
        var now = await receiver.OneAsync();
        Assert.Equal("now", now.Text);
        await receiver.CompleteAsync(now);
        await receiver.NothingAsync();
        var scheduled = (await receiver.PeekAsync(10)).Single(message => message.State == MessageState.Scheduled);
        bus.Clock.Advance(TimeSpan.FromMinutes(11));

        var message = await receiver.OneAsync();

        Assert.Equal(("later", MessageState.Active), (message.Text, message.State));
        Assert.True(message.SequenceNumber > scheduled.SequenceNumber);
        Assert.Equal(scheduled.SequenceNumber, message.EnqueuedSequenceNumber);
        Assert.True(message.EnqueuedTime >= due.AddMilliseconds(-1), $"{message.EnqueuedTime:O} is before {due:O}");
        Assert.InRange(message.ScheduledEnqueueTime!.Value, due.AddMilliseconds(-1), due.AddMilliseconds(1));
    }

    [Theory, Scenario("Messages scheduled by a request, one or many, arrive in the order of their times")]
    public async Task Schedule_ByRequest_ArrivesInOrder(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var sender = await bus.SenderAsync();
        var late = await sender.ScheduleAsync(bus.Now.AddMinutes(20), OutgoingMessage.Of("3"));
        var early = await sender.ScheduleAsync(bus.Now.AddMinutes(10), OutgoingMessage.Of("1"), OutgoingMessage.Of("2"));
        Assert.Equal((1, 2), (late.Count, early.Distinct().Count()));
        Assert.Equal(3, bus.Status.ScheduledMessages);
        var receiver = await bus.ReceiverAsync(receiveAndDelete: true);
        bus.Clock.Advance(TimeSpan.FromMinutes(11));
        var first = await receiver.ManyAsync(2);
        await receiver.NothingAsync();
        bus.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(["1", "2"], first.Select(message => message.Text));
        Assert.Equal("3", (await receiver.OneAsync()).Text);
    }

    [Theory, Scenario("Scheduled messages are cancelled, one or many")]
    public async Task Cancel_OneAndMany_NeverArrive(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var sender = await bus.SenderAsync();
        var numbers = await sender.ScheduleAsync(bus.Now.AddMinutes(10), [.. "abcd".Select(letter => OutgoingMessage.Of($"{letter}"))]);

        await sender.CancelAsync(numbers[0]);
        await sender.CancelAsync(numbers[1], numbers[2]);

        bus.Clock.Advance(TimeSpan.FromMinutes(11));
        var receiver = await bus.ReceiverAsync();
        Assert.Equal("d", (await receiver.OneAsync()).Text);
        await receiver.NothingAsync();
    }

    [Theory, Scenario("What is unknown, already active or already cancelled cannot be cancelled: not found")]
    public async Task Cancel_UnknownOrActive_IsNotFound(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var sender = await bus.SenderAsync();
        var cancelled = await sender.ScheduleAsync(bus.Now.AddHours(10), OutgoingMessage.Of("cancelled"));
        await sender.CancelAsync(cancelled);
        var active = await sender.ScheduleAsync(bus.Now.AddMinutes(10), OutgoingMessage.Of("active"));
        bus.Clock.Advance(TimeSpan.FromMinutes(11));
        await bus.UntilAsync(status => status.ActiveMessages == 1);

        await FailsAsync(Failure.MessageNotFound, () => sender.CancelAsync(9999));
        await FailsAsync(Failure.MessageNotFound, () => sender.CancelAsync(cancelled));
        await FailsAsync(Failure.MessageNotFound, () => sender.CancelAsync(active));
    }

    [Theory, Scenario("A time that is past means now")]
    public async Task Schedule_InThePast_ArrivesAtOnce(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(OutgoingMessage.Of("x") with { ScheduledEnqueueTime = bus.Now.AddHours(-1) });

        Assert.Equal("x", (await (await bus.ReceiverAsync()).OneAsync()).Text);
    }

    [Theory, Queue(Sessions = true), Scenario("A scheduled message of a session makes its session free when it is due")]
    public async Task Schedule_InASession_ArrivesThere(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await (await bus.SenderAsync()).ScheduleAsync(bus.Now.AddMinutes(10), OutgoingMessage.Of("x", "s"));
        bus.Clock.Advance(TimeSpan.FromMinutes(11));

        var session = await bus.AcceptAsync(null);

        Assert.Equal(("s", "x"), (session.SessionId, (await session.OneAsync()).Text));
    }

    [Theory, Scenario("A scheduled message's time to live starts when it is due")]
    public async Task Schedule_WithTimeToLive_LivesFromThenOn(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(OutgoingMessage.Of("x") with { ScheduledEnqueueTime = bus.Now.AddMinutes(10), TimeToLive = TimeSpan.FromMinutes(5) });
        bus.Clock.Advance(TimeSpan.FromMinutes(11));

        var message = await (await bus.ReceiverAsync()).OneAsync();

        Assert.InRange(message.ExpiresAt!.Value, bus.Now.AddMinutes(3), bus.Now.AddMinutes(6));
    }
}
