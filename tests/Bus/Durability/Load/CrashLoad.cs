using System.Globalization;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Client;
using Relay.Local.Bus.Tests.Durability.Witnessing;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>Everything that loads the broker, over all its lives: each call of <see cref="LiveAsync"/> is one life.</summary>
internal sealed class CrashLoad
{
    private const int MostOpen = 500;
    private const int LeastRoom = 60;

    /// <summary>Ends what hangs. A machine that does much else may need most of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder;
    private readonly (string Name, Func<BrokerLife, Task> Act)[] _parts;

    public CrashLoad(string folder)
    {
        _folder = folder;
        var deferred = new DeferredNumbers();
        var firstHalf = new SessionSender(Sessions[..4]);
        var secondHalf = new SessionSender(Sessions[4..]);
        _parts =
        [
            ("send to sessions", firstHalf.RunAsync),
            ("send to more sessions", secondHalf.RunAsync),
            ("schedule", new Scheduler(Sessions).RunAsync),
            ("take", TakingReceiver.RunAsync),
            .. Enumerable.Repeat(("receive sessions", (Func<BrokerLife, Task>)new SessionReceiver(deferred).RunAsync), 3),
            .. Enumerable.Repeat(("receive", (Func<BrokerLife, Task>)new PlainReceiver(CrashQueues.Plain, deferred, abandons: 12).RunAsync), 2),
            .. Enumerable.Repeat(("receive and fail", (Func<BrokerLife, Task>)new PlainReceiver(CrashQueues.Counting, deferred, abandons: 45).RunAsync), 2),
            .. new[] { CrashQueues.Plain, CrashQueues.Counting, CrashQueues.Taking }.Select(queue => ("send", (Func<BrokerLife, Task>)new PlainSender(queue).RunAsync)),
            .. new[] { CrashQueues.Sessions, CrashQueues.Plain, CrashQueues.Counting }
                .Select(queue => ("receive dead letters", (Func<BrokerLife, Task>)new DeadLetterReceiver(queue).RunAsync)),
        ];
    }

    public static string[] Sessions { get; } = [.. Enumerable.Range(0, 8).Select(i => string.Create(CultureInfo.InvariantCulture, $"s{i}"))];

    public Witness Witness { get; } = new(CrashQueues.All, TimeProvider.System);

    /// <summary>Starts the broker, loads it, and kills it at the point given.</summary>
    public async Task LiveAsync(KillPoint end)
    {
        using var broker = ChildBroker.Launch(_folder, CrashQueues.All);
        end.Arm(broker.Kill);
        if (end.DuringStart is { } moment)
        {
            await broker.OpeningAsync();
            await PassAfterAsync(end, moment);
        }
        else
        {
            await broker.ListeningAsync();
            await LoadAsync(broker, end, _parts);
        }
        Witness.BrokerKilled();
    }

    /// <summary>
    /// Starts the broker with a limit to the size of its files, loads it until that makes requests fail, and kills it when it
    /// has logged a text; gives all it has logged.
    /// </summary>
    public async Task<string> LiveUntilFullAsync(long largestFileBytes, string lastWords)
    {
        using var broker = ChildBroker.Launch(_folder, CrashQueues.All, largestFileBytes);
        await broker.ListeningAsync();
        Assert.True(await LoadAsync(broker, KillPoint.FirstError(Patience), [.. _parts, ("fill", Filler.RunAsync)]), "The limit was never reached.");

        await using var client = new ServiceBusClient(broker.ConnectionString, Broker.Options());
        await Assert.ThrowsAsync<ServiceBusException>(() => client.CreateSender(CrashQueues.Plain.Name).SendMessageAsync(new ServiceBusMessage("late"), Broker.Token));
        await broker.LoggedAsync(lastWords);
        var log = await broker.KillAndReadLogAsync();
        Witness.BrokerKilled();
        return log;
    }

    /// <summary>True when the load reached its end before the time was over. Every request must end, by an answer or an error.</summary>
    private async Task<bool> LoadAsync(ChildBroker broker, KillPoint end, IEnumerable<(string Name, Func<BrokerLife, Task> Act)> parts)
    {
        await using var client = new ServiceBusClient(broker.ConnectionString, Broker.Options(tryTimeoutSeconds: 2 * Patience.TotalSeconds));
        using var killed = new CancellationTokenSource();
        var life = new BrokerLife(client, Witness, end, killed.Token, Math.Max(LeastRoom, MostOpen - Witness.Open));
        var load = parts.Select(part => life.RunAsync(part.Name, part.Act)).ToArray();
        var reached = await PassAfterAsync(end, end.Time);
        await killed.CancelAsync();
        await Task.WhenAll(load).WaitAsync(Patience, Broker.Token);
        return reached;
    }

    private static async Task<bool> PassAfterAsync(KillPoint end, TimeSpan time)
    {
        using var timer = new PeriodicTimer(time + TimeSpan.FromMilliseconds(1));
        var first = await Task.WhenAny(end.Reached, timer.WaitForNextTickAsync(Broker.Token).AsTask());
        end.Pass();
        return first == end.Reached;
    }
}
