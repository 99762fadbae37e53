using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Compliance.Clients.DotNet;

/// <summary>The .NET client, told to fail at once instead of trying again.</summary>
internal sealed class DotNetClient(string connectionString, TimeSpan patience) : IBusClient
{
    private readonly ServiceBusClient _client = new(connectionString, new ServiceBusClientOptions
    {
        RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = patience },
    });

    public Task<IBusSender> CreateSenderAsync(string queue) => Task.FromResult<IBusSender>(new DotNetSender(_client.CreateSender(queue)));

    public Task<IBusReceiver> CreateReceiverAsync(string queue, ReceiverSettings settings) =>
        Task.FromResult<IBusReceiver>(new DotNetReceiver(_client.CreateReceiver(queue, new ServiceBusReceiverOptions
        {
            ReceiveMode = Mode(settings),
            SubQueue = settings.DeadLetters ? SubQueue.DeadLetter : SubQueue.None,
            PrefetchCount = settings.Prefetch,
        })));

    public Task<ISessionReceiver> AcceptSessionAsync(string queue, string? sessionId, ReceiverSettings settings) =>
        DotNetFailures.TellAsync<ISessionReceiver>(async () =>
        {
            var options = new ServiceBusSessionReceiverOptions { ReceiveMode = Mode(settings), PrefetchCount = settings.Prefetch };
            return new DotNetSessionReceiver(sessionId is null
                ? await _client.AcceptNextSessionAsync(queue, options)
                : await _client.AcceptSessionAsync(queue, sessionId, options));
        });

    public Task<IProcessor> ProcessAsync(string queue, ProcessorSettings settings) => DotNetProcessor.StartAsync(_client, queue, settings);

    public Task<IReadOnlyList<string>> ListSessionsAsync(string queue, DateTimeOffset? since) =>
        throw new NotSupportedException("This version of the client does not list sessions.");

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static ServiceBusReceiveMode Mode(ReceiverSettings settings) =>
        settings.ReceiveAndDelete ? ServiceBusReceiveMode.ReceiveAndDelete : ServiceBusReceiveMode.PeekLock;
}
