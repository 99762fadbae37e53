using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Accept;

/// <summary>Packs of one request for several queues, some of which fail.</summary>
public sealed class PackSenderTests : IAsyncDisposable
{
    private readonly FakeServiceBus[] _buses = [new(), new(), new()];
    private readonly EnvelopeQueue _queue;
    private readonly ManualClock _clock = new();
    private PackSender? _sender;

    public PackSenderTests() => _queue = new EnvelopeQueue(new QueueNamespaces(_buses.Select((bus, number) => KeyValuePair.Create<int, Azure.Messaging.ServiceBus.ServiceBusClient>(number, bus))));

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    [Fact]
    public async Task Send_WhileANamespaceFails_QueuesWhatIsForTheOthers()
    {
        _buses[1].SendsLeft = 0;
        var packs = Packs(EnvelopeClass.Normal, 12).Concat(Packs(EnvelopeClass.Urgent, 12)).ToList();

        await SendAsync(packs);

        Assert.All(packs, pack => Assert.Equal(pack.Lane.Namespace != 1, pack.IsQueued));
        Assert.Empty(_buses[1].Sent);
        Assert.Equal((8, 8), (_buses[0].Sent.Count, _buses[2].Sent.Count));
    }

    [Fact]
    public async Task Send_KeepsTheOrderOfALane_AndSendsNothingAfterAPackOfItThatFailed()
    {
        var packs = new List<LanePack>();
        for (var turn = 0; turn < 3; turn++)
            packs.AddRange(Packs(EnvelopeClass.Normal, 6));
        // Six packs are for this namespace, in several transfers: it takes the first and goes in the midst of the rest.
        _buses[2].SendsLeft = 3;

        await SendAsync(packs, transferBytes: 2_000);

        foreach (var lane in packs.GroupBy(pack => pack.Lane))
        {
            var queued = lane.Select(pack => pack.IsQueued).ToList();
            Assert.Equal(queued.OrderDescending(), queued);
            Assert.Equal(lane.Key.Namespace != 2, queued.All(one => one));
        }
    }

    [Fact]
    public async Task Send_ToANamespaceThatSaysNothing_IsWaitedForByOne_AndTheOthersGoOn()
    {
        var silence = _buses[1].Silence = new TaskCompletionSource();
        using var over = new CancellationTokenSource();
        var first = Packs(EnvelopeClass.Normal, 3);
        var waiting = SendAsync(first, cancel: over.Token);
        _clock.Advance(TimeSpan.FromSeconds(5));

        var next = Packs(EnvelopeClass.Normal, 3);
        await SendAsync(next);
        Assert.Equal([true, false, true], next.Select(pack => pack.IsQueued));

        await over.CancelAsync();
        await waiting;
        Assert.Equal([true, false, true], first.Select(pack => pack.IsQueued));

        // It has been slow: now it rests, and then it is tried.
        silence.SetResult();
        next = Packs(EnvelopeClass.Normal, 3);
        await SendAsync(next);
        Assert.False(next[1].IsQueued);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(next);
        Assert.True(next[1].IsQueued);
    }

    [Fact]
    public async Task Send_ToANamespaceThatIsGone_IsTriedAgainAfterItsRest()
    {
        _buses[1].SendsLeft = 0;
        await SendAsync(Packs(EnvelopeClass.Normal, 3));
        _buses[1].SendsLeft = int.MaxValue;

        var packs = Packs(EnvelopeClass.Normal, 3);
        await SendAsync(packs);
        Assert.Equal([true, false, true], packs.Select(pack => pack.IsQueued));

        _clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(packs);
        Assert.All(packs, pack => Assert.True(pack.IsQueued));
    }

    private Task SendAsync(IReadOnlyList<LanePack> packs, int transferBytes = 200_000, CancellationToken cancel = default)
    {
        _sender ??= Create(transferBytes);
        return _sender.SendAsync(packs, cancel);
    }

    private PackSender Create(int transferBytes)
    {
        var bodies = new ClaimedBodies(new BlobContainerClient(new Uri("http://127.0.0.1:1/account/bodies")));
        var options = Options.Create(new AcceptOptions { PackedMessageBytes = transferBytes });
        return new PackSender(_queue, bodies, options, _clock, NullLogger<PackSender>.Instance);
    }

    private static List<LanePack> Packs(EnvelopeClass envelopeClass, int lanes) =>
        [.. Enumerable.Range(0, lanes).Select(number => new LanePack(new Lane(envelopeClass, 1, "whatsapp", number, number % 3), "instagram", DateTimeOffset.UnixEpoch))];
}
