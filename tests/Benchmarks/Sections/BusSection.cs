using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Relay.Benchmarks.Children;
using Relay.Benchmarks.Measure;

namespace Relay.Benchmarks.Sections;

/// <summary>The embedded bus alone, by the official client: durable sends, receive and complete, and one message there and back.</summary>
internal static class BusSection
{
    public const string Part = "bus";

    private const string Queue = "bench";
    private const string Queues = """{"queues":[{"name":"bench","properties":{"lockDuration":"PT5M"}}]}""";
    private const int Batch = 100;
    private const int MessageBytes = 1024;
    private const int Senders = 4;
    private const int Receivers = 4;
    private const int Batches = 150;
    private const int RoundTrips = 200;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        var description = Path.Combine(folder, "queues.json");
        await File.WriteAllTextAsync(description, Queues, cancel);
        await using var bus = await ChildProcess.StartAsync(ChildRoles.Bus, new BusOptions(Path.Combine(folder, "data"), description));
        await using var client = new ServiceBusClient(bus.Ready.ConnectionString);
        var (sends, receives, trips) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i <= Statistics.Windows; i++)
        {
            var sent = await SendAsync(client, cancel);
            var received = await ReceiveAsync(client, cancel);
            var trip = await RoundTripAsync(client, cancel);
            if (i == 0)
                continue; // the first one warms up

            sends.Add(sent);
            receives.Add(received);
            trips.Add(trip);
        }

        report.Add(new Figure(Part, "durable sends of 1 KB, batches of 100", Statistics.Median(sends), "a second"));
        report.Add(new Figure(Part, "receive and complete, batches of 100", Statistics.Median(receives), "a second"));
        report.Add(new Figure(Part, "send, receive, complete, p50", Statistics.Median(trips), "ms"));
    }

    private static async Task<double> SendAsync(ServiceBusClient client, CancellationToken cancel)
    {
        var left = Batches;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
        {
            await using var sender = client.CreateSender(Queue);
            while (Interlocked.Decrement(ref left) >= 0)
                await sender.SendMessagesAsync(Enumerable.Range(0, Batch).Select(_ => new ServiceBusMessage(new byte[MessageBytes])), cancel);
        }));
        return Batches * Batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> ReceiveAsync(ServiceBusClient client, CancellationToken cancel)
    {
        const int Wanted = Batches * Batch;
        var completed = 0;
        var start = Stopwatch.GetTimestamp();
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAll(Enumerable.Range(0, Receivers).Select(async _ =>
        {
            await using var receiver = client.CreateReceiver(Queue);
            while (Volatile.Read(ref completed) < Wanted)
            {
                IReadOnlyList<ServiceBusReceivedMessage> messages;
                try
                {
                    messages = await receiver.ReceiveMessagesAsync(Batch, Wait, all.Token);
                }
                catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
                {
                    return; // another receiver completed the last one
                }

                if (messages.Count == 0)
                    throw new InvalidOperationException($"The bus gave {completed} of {Wanted} messages.");
                await Task.WhenAll(messages.Select(message => receiver.CompleteMessageAsync(message, cancel)));
                if (Interlocked.Add(ref completed, messages.Count) == Wanted)
                    await all.CancelAsync();
            }
        }));
        return Wanted / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> RoundTripAsync(ServiceBusClient client, CancellationToken cancel)
    {
        await using var sender = client.CreateSender(Queue);
        await using var receiver = client.CreateReceiver(Queue);
        var times = new double[RoundTrips];
        for (var i = 0; i < RoundTrips; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await sender.SendMessageAsync(new ServiceBusMessage(new byte[MessageBytes]), cancel);
            var message = await receiver.ReceiveMessageAsync(Wait, cancel) ?? throw new InvalidOperationException("The bus did not give back a message.");
            await receiver.CompleteMessageAsync(message, cancel);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return Statistics.Percentile(times, 0.5);
    }
}
