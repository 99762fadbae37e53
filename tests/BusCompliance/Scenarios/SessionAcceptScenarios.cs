using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

[Feature(20, "Sessions: locking")]
public sealed class SessionAcceptScenarios(BrokerFixture<SessionAcceptScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<SessionAcceptScenarios>>
{
    private static readonly TimeSpan Impatient = TimeSpan.FromSeconds(1.5);

    [Theory, Queue(Sessions = true), Scenario("The next free session is one with messages, each given to one receiver")]
    public async Task Session_NextFree_IsGivenOnce(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "a1");
        await bus.SendSessionAsync("b", "b1");

        var first = await bus.AcceptAsync(null);
        var second = await bus.AcceptAsync(null);

        Assert.Equal(["a", "b"], new[] { first.SessionId, second.SessionId }.Order());
        Assert.Equal(first.SessionId + "1", (await first.OneAsync()).Text);
        Assert.Equal(second.SessionId + "1", (await second.OneAsync()).Text);
    }

    [Theory, Queue(Sessions = true), Scenario("A session can be locked by its name, with or without messages")]
    public async Task Session_Named_IsLocked(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("full", "x");

        var full = await bus.AcceptAsync("full");
        var empty = await bus.AcceptAsync("empty");

        Assert.Equal(("full", "empty"), (full.SessionId, empty.SessionId));
        Assert.Equal("x", (await full.OneAsync()).Text);
        await empty.NothingAsync();
        await bus.SendSessionAsync("empty", "later");
        Assert.Equal("later", (await empty.OneAsync()).Text);
    }

    [Theory, Queue(Sessions = true), Scenario("A session held by another cannot be locked; when its receiver is closed it can")]
    public async Task Session_HeldByAnother_CannotBeLocked(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var held = await bus.AcceptAsync("a");
        var other = await ConnectAsync(client);

        await FailsAsync(Failure.SessionCannotBeLocked, () => bus.AcceptAsync("a"));
        await FailsAsync(Failure.SessionCannotBeLocked, () => other.AcceptSessionAsync(bus.Queue, "a", new ReceiverSettings()));

        await held.CloseAsync();
        Assert.Equal("a", (await other.AcceptSessionAsync(bus.Queue, "a", new ReceiverSettings())).SessionId);
    }

    [Theory, Queue(Sessions = true), Scenario("New messages of a session that is held make it free to nobody else")]
    public async Task Session_HeldWithNewMessages_IsNotFree(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var held = await bus.AcceptAsync("a");
        await bus.SendSessionAsync("a", "a1");
        await bus.SendSessionAsync("b", "b1");

        var other = await bus.AcceptAsync(null);

        Assert.Equal(("b", "b1"), (other.SessionId, (await other.OneAsync()).Text));
        Assert.Equal("a1", (await held.OneAsync()).Text);
    }

    [Theory, Queue(Sessions = true), Scenario("Waiting for a free session times out, and takes none that comes later")]
    public async Task Session_NoneFree_TimesOut(ClientKind client)
    {
        var bus = await OpenAsync(client, Impatient);

        await FailsAsync(Failure.ServiceTimeout, () => bus.AcceptAsync(null));

        await bus.SendSessionAsync("late", "x");
        var patient = await ConnectAsync(client);
        Assert.Equal("late", (await patient.AcceptSessionAsync(bus.Queue, null, new ReceiverSettings())).SessionId);
    }

    [Theory, Queue(Sessions = true), Scenario("Who waits for a free session gets the first that has a message")]
    public async Task Session_Waiting_IsGrantedWhenAMessageComes(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var waiting = bus.AcceptAsync(null);
        await bus.SendSessionAsync("late", "x");

        var session = await waiting;

        Assert.Equal(("late", "x"), (session.SessionId, (await session.OneAsync()).Text));
    }

    [Theory, Queue(Sessions = true, LockSeconds = 30), Scenario("A session's lock lasts as long as the queue says, for all its messages; a renewal starts it again")]
    public async Task SessionLock_Renewed_LastsLonger(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "x");
        var session = await bus.AcceptAsync("a");
        Assert.InRange(session.LockedUntil, bus.Now.AddSeconds(10), bus.Now.AddSeconds(31));
        var message = await session.OneAsync();
        bus.Clock.Advance(TimeSpan.FromSeconds(20));

        var until = await session.RenewSessionAsync();

        Assert.InRange(until, bus.Now.AddSeconds(20), bus.Now.AddSeconds(31));
        bus.Clock.Advance(TimeSpan.FromSeconds(20));
        await session.CompleteAsync(message);
        Assert.Empty(await session.PeekAsync(10));
    }

    [Theory, Queue(Sessions = true, LockSeconds = 30), Scenario("When a session's lock ends its receiver can do nothing more, and another takes the session; locked messages are counted")]
    public async Task SessionLock_Expired_IsLost(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendSessionAsync("a", "x");
        var first = await bus.AcceptAsync("a");
        var message = await first.OneAsync();
        bus.Clock.Advance(TimeSpan.FromSeconds(31));
        var second = await (await ConnectAsync(client)).AcceptSessionAsync(bus.Queue, null, new ReceiverSettings());

        await FailsAsync(Failure.SessionLockLost, () => first.CompleteAsync(message));
        await FailsAsync(Failure.SessionLockLost, () => first.RenewSessionAsync());
        await FailsAsync(Failure.SessionLockLost, () => first.SetStateAsync([1]));
        await FailsAsync(Failure.SessionLockLost, () => first.GetStateAsync());
        await FailsAsync(Failure.SessionLockLost, () => first.ReceiveAsync(1, BusStage.Short));
        Assert.Equal(2, (await second.OneAsync()).DeliveryCount);
    }

    [Theory, Queue(Sessions = true), Scenario("A session whose messages have expired is not free to take")]
    public async Task Session_OfExpiredMessages_IsNotGiven(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await bus.SendAsync(OutgoingMessage.Of("x", "expired") with { TimeToLive = TimeSpan.FromMinutes(1) });
        bus.Clock.Advance(TimeSpan.FromMinutes(2));
        await bus.UntilAsync(status => status.ActiveMessages == 0);
        await bus.SendSessionAsync("full", "y");

        Assert.Equal("full", (await bus.AcceptAsync(null)).SessionId);
    }

    [Theory, Queue(Sessions = true), Scenario("A receiver without a session is refused at a queue with sessions")]
    public async Task Receiver_WithoutSession_IsRefused(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var receiver = await bus.ReceiverAsync();

        await FailsAsync(client, Failure.InvalidOperation, Failure.General, () => receiver.ReceiveAsync(1, BusStage.Short));
    }

    [Theory, Scenario("A session is refused at a queue without sessions")]
    public async Task Session_OfAPlainQueue_IsRefused(ClientKind client)
    {
        var bus = await OpenAsync(client, Impatient);

        await SessionFailsAsync(client, Failure.InvalidOperation, Failure.General, () => bus.AcceptAsync("a"));
        await SessionFailsAsync(client, Failure.InvalidOperation, Failure.General, () => bus.AcceptAsync(null));
    }
}
