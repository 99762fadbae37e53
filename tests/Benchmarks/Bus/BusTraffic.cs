using System.Diagnostics;
using System.Globalization;
using Azure.Messaging.ServiceBus;

namespace Relay.Benchmarks.Bus;

/// <summary>Loads on one queue of the embedded bus, through the official client.</summary>
internal sealed class BusTraffic(string connectionString, string queue) : IAsyncDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    // A figure is not to hide a failure behind a repetition.
    private readonly ServiceBusClient client = new(connectionString, new ServiceBusClientOptions { RetryOptions = { MaxRetries = 0 } });
    private long number;

    /// <summary>Sends all messages of a load.</summary>
    /// <exception cref="ServiceBusException">One was refused.</exception>
    public async Task SendAsync(BusLoad load, CancellationToken cancel)
    {
        var body = new BinaryData(new byte[load.MessageBytes]);
        var left = load.Count / load.Batch;
        await Task.WhenAll(Enumerable.Range(0, load.Senders).Select(async _ =>
        {
            await using var sender = client.CreateSender(queue);
            while (Interlocked.Decrement(ref left) >= 0)
                await sender.SendMessagesAsync(Enumerable.Range(0, load.Batch).Select(_ => Message(body)), cancel);
        }));
    }

    /// <summary>Receives as many messages as a load has, and completes each.</summary>
    /// <exception cref="InvalidOperationException">There are fewer.</exception>
    public async Task ReceiveAsync(BusLoad load, CancellationToken cancel)
    {
        var completed = 0;
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAll(Enumerable.Range(0, load.Receivers).Select(async _ =>
        {
            await using var receiver = client.CreateReceiver(queue);
            while (Volatile.Read(ref completed) < load.Count)
            {
                IReadOnlyList<ServiceBusReceivedMessage> messages;
                try
                {
                    messages = await receiver.ReceiveMessagesAsync(load.ReceiveBatch, Wait, all.Token);
                }
                catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
                {
                    return; // another receiver completed the last one
                }

                if (messages.Count == 0)
                    throw new InvalidOperationException($"The bus gave {completed} of {load.Count} messages.");
                await Task.WhenAll(messages.Select(message => receiver.CompleteMessageAsync(message, cancel)));
                if (Interlocked.Add(ref completed, messages.Count) == load.Count)
                    await all.CancelAsync();
            }
        }));
    }

    /// <summary>Sends, receives and completes one message after the other; milliseconds each.</summary>
    /// <exception cref="InvalidOperationException">A message did not come.</exception>
    public async Task<double[]> TripsAsync(int count, int messageBytes, CancellationToken cancel)
    {
        await using var sender = client.CreateSender(queue);
        await using var receiver = client.CreateReceiver(queue);
        var body = new BinaryData(new byte[messageBytes]);
        await TripAsync(sender, receiver, body, cancel); // opens the links
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await TripAsync(sender, receiver, body, cancel);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    // The relay gives each message an id; the broker would have to write one into a message without.
    private ServiceBusMessage Message(BinaryData body) =>
        new(body) { MessageId = Interlocked.Increment(ref number).ToString(CultureInfo.InvariantCulture) };

    private async Task TripAsync(ServiceBusSender sender, ServiceBusReceiver receiver, BinaryData body, CancellationToken cancel)
    {
        await sender.SendMessageAsync(Message(body), cancel);
        var message = await receiver.ReceiveMessageAsync(Wait, cancel) ?? throw new InvalidOperationException("The bus did not give a message back.");
        await receiver.CompleteMessageAsync(message, cancel);
    }
}
