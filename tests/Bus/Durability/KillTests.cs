using System.Globalization;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Client;

namespace Relay.Local.Bus.Tests.Durability;

public sealed class KillTests
{
    private const int Rounds = 4;
    private const int Sessions = 8;
    private const int Receivers = 4;

    private readonly Witness _witness = new();
    private readonly int[] _next = new int[Sessions];

    [Fact]
    public async Task Kill_UnderLoad_LosesNothingAcknowledgedAndRepeatsNothingCompleted()
    {
        using var folder = new TempFolder();
        for (var round = 0; round < Rounds; round++)
            await LoadAndKillAsync(folder.Path, TimeSpan.FromMilliseconds(Random.Shared.Next(600, 1800)));
        var drained = await DrainAsync(folder.Path);

        Assert.Empty(_witness.Faults);
        Assert.Empty(_witness.Lost(drained));
        var (sent, completed, abandoned) = _witness.Counts;
        Assert.True(sent > 100 && completed > 50 && abandoned > 0, $"Too little load to tell: {sent} sent, {completed} completed, {abandoned} abandoned.");
    }

    private async Task LoadAndKillAsync(string folder, TimeSpan time)
    {
        using var broker = await ChildBroker.StartAsync(folder);
        await using var client = new ServiceBusClient(broker.ConnectionString, Broker.Options(tryTimeoutSeconds: 5));
        using var killed = new CancellationTokenSource();
        var load = Enumerable.Range(0, Sessions).Select(session => Guarded(killed.Token, () => SendAsync(client, session, killed.Token)))
            .Concat(Enumerable.Range(0, Receivers).Select(_ => Guarded(killed.Token, () => ReceiveAsync(client, killed.Token))))
            .ToArray();
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(Broker.Token);
        await killed.CancelAsync();
        broker.Kill();
        await Task.WhenAll(load).WaitAsync(TimeSpan.FromSeconds(30), Broker.Token);
    }

    /// <summary>A failure counts only while the broker lives.</summary>
    private static Task Guarded(CancellationToken killed, Func<Task> act) => Task.Run(async () =>
    {
        try
        {
            await act();
        }
        catch (Exception) when (killed.IsCancellationRequested)
        {
        }
    });

    private async Task SendAsync(ServiceBusClient client, int session, CancellationToken killed)
    {
        await using var sender = client.CreateSender(ChildBroker.Queue.Name);
        while (!killed.IsCancellationRequested)
        {
            var first = _next[session];
            var numbers = Enumerable.Range(first, Random.Shared.Next(1, 6)).ToArray();
            _next[session] = first + numbers.Length;
            // No cancellation: the send that is under way when the broker is killed must be either refused or acknowledged.
            await sender.SendMessagesAsync(numbers.Select(number => Message(session, number)), CancellationToken.None);
            _witness.SendAcknowledged(Name(session), numbers);
        }
    }

    private async Task ReceiveAsync(ServiceBusClient client, CancellationToken killed)
    {
        while (!killed.IsCancellationRequested)
        {
            await using var session = await client.AcceptNextSessionAsync(ChildBroker.Queue.Name, cancellationToken: killed);
            for (var i = 0; i < 50 && await session.ReceiveMessageAsync(TimeSpan.FromMilliseconds(200), killed) is { } message; i++)
            {
                var number = int.Parse(message.Body.ToString(), CultureInfo.InvariantCulture);
                _witness.Received(session.SessionId, number, message.DeliveryCount);
                if (Random.Shared.Next(10) == 0)
                {
                    await session.AbandonMessageAsync(message, cancellationToken: CancellationToken.None);
                    _witness.AbandonAcknowledged(session.SessionId, number);
                    continue;
                }
                _witness.CompletionRequested(session.SessionId, number);
                await session.CompleteMessageAsync(message, CancellationToken.None);
                _witness.CompletionAcknowledged(session.SessionId, number);
            }
        }
    }

    private async Task<Dictionary<string, HashSet<int>>> DrainAsync(string folder)
    {
        using var broker = await ChildBroker.StartAsync(folder);
        await using var client = new ServiceBusClient(broker.ConnectionString, Broker.Options());
        var drained = new Dictionary<string, HashSet<int>>();
        for (var i = 0; i < Sessions; i++)
        {
            var numbers = drained[Name(i)] = [];
            await using var session = await client.AcceptSessionAsync(ChildBroker.Queue.Name, Name(i), cancellationToken: Broker.Token);
            while (await session.PeekMessageAsync(0, Broker.Token) is not null)
            {
                foreach (var message in await session.ReceiveMessagesAsync(100, TimeSpan.FromSeconds(20), Broker.Token))
                {
                    var number = int.Parse(message.Body.ToString(), CultureInfo.InvariantCulture);
                    _witness.Received(Name(i), number, message.DeliveryCount);
                    Assert.True(numbers.Add(number), $"{Name(i)}/{number} came twice.");
                    await session.CompleteMessageAsync(message, Broker.Token);
                }
            }
        }
        return drained;
    }

    private static string Name(int session) => string.Create(CultureInfo.InvariantCulture, $"s{session}");

    private static ServiceBusMessage Message(int session, int number) =>
        new(number.ToString(CultureInfo.InvariantCulture)) { SessionId = Name(session) };
}
