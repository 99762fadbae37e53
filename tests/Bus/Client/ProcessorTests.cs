using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Tests.Client;

/// <summary>Processors that prefetch, and that serve more sessions than they hold at a time: only the .NET client does either.</summary>
public sealed class ProcessorTests
{
    [Fact]
    public async Task Processor_WithManyMessages_CompletesEachOnce()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var sender = broker.Client.CreateSender("q");
        await sender.SendMessagesAsync(Enumerable.Range(0, 200).Select(i => new ServiceBusMessage($"{i}")), Broker.Token);
        var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
        var done = new TaskCompletionSource();
        await using var processor = broker.Client.CreateProcessor("q", new ServiceBusProcessorOptions { MaxConcurrentCalls = 8, PrefetchCount = 16 });
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += args =>
        {
            seen.Add(args.Message.Body.ToString());
            if (seen.Count >= 200)
                done.TrySetResult();
            return Task.CompletedTask;
        };
        await processor.StartProcessingAsync(Broker.Token);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30), Broker.Token);
        await processor.StopProcessingAsync(Broker.Token);

        Assert.Equal(200, seen.Distinct().Count());
        await using var receiver = broker.Client.CreateReceiver("q");
        Assert.Empty(await receiver.PeekMessagesAsync(10, cancellationToken: Broker.Token));
    }

    [Fact]
    public async Task Processor_OverManySessions_KeepsTheOrderOfEach()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q", RequiresSession = true });
        await using var sender = broker.Client.CreateSender("q");
        for (var i = 0; i < 20; i++)
            await sender.SendMessagesAsync(Enumerable.Range(0, 10).Select(s => new ServiceBusMessage($"{i}") { SessionId = $"s{s}" }), Broker.Token);
        var seen = new Dictionary<string, List<string>>();
        var done = new TaskCompletionSource();
        await using var processor = broker.Client.CreateSessionProcessor(
            "q", new ServiceBusSessionProcessorOptions { MaxConcurrentSessions = 4, SessionIdleTimeout = TimeSpan.FromMilliseconds(100) });
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += args =>
        {
            lock (seen)
            {
                if (!seen.TryGetValue(args.SessionId, out var bodies))
                    seen.Add(args.SessionId, bodies = []);
                bodies.Add(args.Message.Body.ToString());
                if (seen.Values.Sum(list => list.Count) == 200)
                    done.TrySetResult();
            }
            return Task.CompletedTask;
        };
        await processor.StartProcessingAsync(Broker.Token);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30), Broker.Token);
        await processor.StopProcessingAsync(Broker.Token);

        Assert.All(seen.Values, bodies => Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), bodies));
    }
}
