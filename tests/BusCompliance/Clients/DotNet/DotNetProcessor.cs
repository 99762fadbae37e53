using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Compliance.Clients.DotNet;

/// <summary>The .NET client's processors; both complete what their handler returned from, and abandon what it threw for.</summary>
internal sealed class DotNetProcessor : IProcessor
{
    private readonly List<(string, string)> _seen = [];
    private Func<Task> _stop = () => Task.CompletedTask;

    public static async Task<IProcessor> StartAsync(ServiceBusClient client, string queue, ProcessorSettings settings)
    {
        var made = new DotNetProcessor();
        if (settings.Sessions is null)
            await made.StartPlainAsync(client, queue, settings);
        else
            await made.StartSessionsAsync(client, queue, settings);
        return made;
    }

    public Task<IReadOnlyList<(string Session, string Text)>> SeenAsync()
    {
        lock (_seen)
            return Task.FromResult<IReadOnlyList<(string, string)>>([.. _seen]);
    }

    public Task StopAsync() => _stop();

    private async Task StartPlainAsync(ServiceBusClient client, string queue, ProcessorSettings settings)
    {
        var processor = client.CreateProcessor(queue, new ServiceBusProcessorOptions { MaxConcurrentCalls = settings.Concurrency });
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += args => Take(args.Message, settings);
        await processor.StartProcessingAsync();
        _stop = () => processor.DisposeAsync().AsTask();
    }

    private async Task StartSessionsAsync(ServiceBusClient client, string queue, ProcessorSettings settings)
    {
        var processor = client.CreateSessionProcessor(queue, new ServiceBusSessionProcessorOptions
        {
            MaxConcurrentSessions = settings.Concurrency,
            SessionIdleTimeout = TimeSpan.FromMilliseconds(100),
        });
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += args => Take(args.Message, settings);
        await processor.StartProcessingAsync();
        _stop = () => processor.DisposeAsync().AsTask();
    }

    private Task Take(ServiceBusReceivedMessage message, ProcessorSettings settings)
    {
        lock (_seen)
            _seen.Add((message.SessionId ?? "", message.Body.ToString()));
        return message.Body.ToString() == settings.FailOn && message.DeliveryCount == 1
            ? throw new InvalidOperationException("The handler was told to fail.")
            : Task.CompletedTask;
    }
}
