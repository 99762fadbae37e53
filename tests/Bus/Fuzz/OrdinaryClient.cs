using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>An official client that works on while others misbehave; any of its calls that fails or takes its time-out fails the test.</summary>
internal sealed class OrdinaryClient : IAsyncDisposable
{
    private readonly ServiceBusClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _work;

    public OrdinaryClient(string connectionString)
    {
        _client = new ServiceBusClient(connectionString, new ServiceBusClientOptions { RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0 } });
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Stops it; gives how many messages went there and back.</summary>
    public async Task<int> EndAsync()
    {
        await _stop.CancelAsync();
        return await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _client.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<int> WorkAsync()
    {
        await using var sender = _client.CreateSender(AttackedBroker.Ordinary.Name);
        var done = 0;
        // At least once, so that one message always goes through after the attack.
        do
        {
            var session = $"session-{done}";
            await sender.SendMessageAsync(new ServiceBusMessage("ordinary") { SessionId = session });
            await using var receiver = await _client.AcceptSessionAsync(AttackedBroker.Ordinary.Name, session);
            var message = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(30));
            Assert.Equal("ordinary", message?.Body.ToString());
            await receiver.CompleteMessageAsync(message);
            done++;
        }
        while (!_stop.IsCancellationRequested);
        return done;
    }
}
