namespace Relay.Local.Bus.Compliance.Stage;

/// <summary>What a scenario works with: one client, one queue, and the broker's clock.</summary>
internal sealed class BusStage(ClientKind kind, string queue, BrokerFixture broker, IBusClient client)
{
    /// <summary>How long a message that must come may take on a loaded machine.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(25);

    /// <summary>How long to look for a message that must not come.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromMilliseconds(250);

    private IBusSender? _sender;

    public ClientKind Kind => kind;

    public string Queue => queue;

    public IBusClient Client => client;

    public string ConnectionString => broker.Bus.ConnectionString;

    public SettableClock Clock => broker.Clock;

    public DateTimeOffset Now => broker.Clock.GetUtcNow();

    public QueueStatus Status => broker.Bus.Status().Queues.Single(status => status.Description.Name == queue);

    public async Task<IBusSender> SenderAsync() => _sender ??= await client.CreateSenderAsync(queue);

    public async Task SendAsync(params IReadOnlyList<OutgoingMessage> messages) => await (await SenderAsync()).SendAsync(messages);

    /// <summary>Sends each text as a message of its own, in order.</summary>
    public async Task SendTextsAsync(params IReadOnlyList<string> texts)
    {
        foreach (var text in texts)
            await SendAsync(OutgoingMessage.Of(text));
    }

    /// <summary>Sends each text as a message of the session, in order.</summary>
    public async Task SendSessionAsync(string session, params IReadOnlyList<string> texts)
    {
        foreach (var text in texts)
            await SendAsync(OutgoingMessage.Of(text, session));
    }

    public Task<IBusReceiver> ReceiverAsync(bool receiveAndDelete = false, int prefetch = 0) =>
        client.CreateReceiverAsync(queue, new ReceiverSettings(receiveAndDelete, DeadLetters: false, prefetch));

    public Task<IBusReceiver> DeadLettersAsync() => client.CreateReceiverAsync(queue, new ReceiverSettings(DeadLetters: true));

    public Task<ISessionReceiver> AcceptAsync(string? session) => client.AcceptSessionAsync(queue, session, new ReceiverSettings());

    /// <summary>Waits until what the broker holds of the queue is as it should be.</summary>
    public async Task UntilAsync(Func<QueueStatus, bool> holds)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var deadline = new CancellationTokenSource(Long);
        while (!holds(Status))
            await tick.WaitForNextTickAsync(deadline.Token);
    }
}
