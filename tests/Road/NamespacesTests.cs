using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Azure.Messaging.ServiceBus;
using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Operators;
using Relay.Functions.Ledger;
using Relay.Functions.Queue;
using Relay.Local.Bus;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A relay with two Service Bus namespaces, each test with a stack of its own: it stops one, or moves lanes from one to the other.</summary>
public sealed class NamespacesTests : StackFixture
{
    private const int Lanes = 4;

    protected override int Namespaces => 2;

    protected override Dictionary<string, string> Settings => new(base.Settings)
    {
        ["Relay__DirectoryCacheSeconds"] = "1",
        ["Accept__SendSeconds"] = "3",
        ["Lanes__OverdueSeconds"] = "1",
    };

    [Fact]
    public async Task Envelopes_OfEveryClass_GoThroughTheNamespaceOfTheirLane()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, Lanes);
        var users = await OptInAsync(a, b);
        var sent = new List<OutgoingEnvelope>();
        foreach (var deliveryClass in Enum.GetValues<DeliveryClass>())
        {
            for (var i = 0; i < 10; i++)
                sent.AddRange(users.Select(user => a.Envelope("ana", b, user, deliveryClass: deliveryClass)));
        }

        Assert.All(await a.Client.SendAsync(sent), result => Assert.Equal(SendStatus.Accepted, result.Status));

        await Eventually.TrueAsync(() => b.Received.Count == sent.Count, "everything arrives");
        foreach (var user in users)
        {
            var stored = sent.Where(one => one.To.User == user && one.Class == DeliveryClass.Normal).Select(one => one.Id).ToList();
            Assert.Equal(stored, b.Received.Select(one => one.Id).Where(stored.Contains));
        }

        foreach (var queue in new[] { QueueNames.Normal, QueueNames.Urgent, QueueNames.Ephemeral })
            Assert.All(Stack.Buses, bus => Assert.InRange(Of(bus, queue).Received, 1, 10));
    }

    [Fact]
    public async Task OneThatIsDown_HoldsUpItsOwnLanesAndNoOthers()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, Lanes);
        var users = await OptInAsync(a, b);
        await Stack.StopBusAsync(1);
        var batch = users.Select(user => a.Envelope("ana", b, user)).ToArray();

        var results = await a.Client.SendAsync(batch);

        Assert.Equal([SendStatus.Accepted, SendStatus.Unavailable], results.Select(result => result.Status));
        Assert.Equal("lane-unavailable", results[1].Problem!.Code);
        await Eventually.TrueAsync(() => b.Received.Any(one => one.Id == batch[0].Id), "what lies in the other arrives");
        using var http = new HttpClient { BaseAddress = Stack.Address };
        using var ready = await http.GetAsync(new Uri("health/ready", UriKind.Relative));
        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Contains("""
            "queue":"ok","queue-1":"failing"
            """.Trim(), await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await Stack.StartBusAsync(1);
        await Eventually.TrueAsync(async () => (await a.Client.SendAsync(batch)).All(result => result.Status != SendStatus.Unavailable), "the retry is accepted");
        await Eventually.TrueAsync(() => b.Received.Any(one => one.Id == batch[1].Id), "it arrives");
    }

    [Fact]
    public async Task OneThatSaysNothing_IsNotWaitedForByAll()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, Lanes);
        var users = await OptInAsync(a, b);
        await Stack.StopBusAsync(1);
        using var silence = new TcpListener(IPAddress.Loopback, Stack.Buses[1].Port);
        silence.Start();
        Assert.Equal([SendStatus.Accepted, SendStatus.Unavailable], await StatesAsync());

        // If each waited three seconds in one of the sixteen places of its sender, this would take more than a minute.
        var states = new ConcurrentBag<IEnumerable<SendStatus>>();
        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 40 }, async (_, _) => states.Add(await StatesAsync())).WaitAsync(Eventually.Deadline);

        Assert.All(states, one => Assert.Equal([SendStatus.Accepted, SendStatus.Unavailable], one));
        await Eventually.TrueAsync(() => b.Received.Count(one => one.To.User == users[0]) == 401, "what lies in the other arrives");

        silence.Stop();
        await Stack.StartBusAsync(1);
        await Eventually.TrueAsync(async () => (await StatesAsync()).All(state => state == SendStatus.Accepted), "it is used again");

        async Task<IEnumerable<SendStatus>> StatesAsync() => (await a.Client.SendAsync([.. users.Select(user => a.Envelope("ana", b, user))])).Select(result => result.Status);
    }

    [Fact]
    public async Task PartnerThatComesBack_WhileOneIsDown_GetsWhatLiesInTheOther()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, Lanes);
        using var relay = new HeldRelay(Stack);
        var users = await OptInAsync(a, b);
        await b.StopAsync();
        var sent = new List<OutgoingEnvelope>();
        for (var i = 0; i < 5; i++)
        {
            // The lane in the namespace that is to fail first: it is the one that is probed.
            OutgoingEnvelope[] batch = [a.Envelope("ana", b, users[1]), a.Envelope("ana", b, users[0])];
            sent.AddRange(batch);
            await a.Client.SendAsync(batch);
        }

        await Eventually.TrueAsync(() => Parked(b.Name) == sent.Count, "everything is parked");
        await Stack.StopBusAsync(1);
        await b.StartAgainAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                await relay.InvokeAsync("SweepLanes");
                return b.Received.Count(one => one.To.User == users[0]) >= 5;
            },
            "what lies in the other arrives");

        await Stack.StartBusAsync(1);
        await Eventually.TrueAsync(
            async () =>
            {
                await relay.InvokeAsync("SweepLanes");
                return sent.All(one => b.Received.Any(other => other.Id == one.Id));
            },
            "the rest arrives when it is back");
        InOrder(b, sent);
    }

    [Fact]
    public async Task Partner_MovedFromOneToTheOther_UnderLoad_LosesAndReordersNothing()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, Lanes);
        await MoveAsync(b, 0);
        var users = await OptInAsync(a, b);
        var sent = new List<OutgoingEnvelope>();

        await SendAsync(a, b, users, sent, 20);
        await MoveAsync(b, 0, 1);
        await SendAsync(a, b, users, sent, 20);
        await b.StopAsync();
        await SendAsync(a, b, users, sent, 10);
        await b.StartAgainAsync();
        await MoveAsync(b, 1);
        await SendAsync(a, b, users, sent, 20);

        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(this, a.Name)).Count >= sent.Count, "everything ends");
        Assert.All(await Finals.ReadAsync(this, a.Name), final => Assert.Equal(FinalState.Delivered, final.State));
        InOrder(b, sent);

        using var relay = new HeldRelay(Stack);
        await Eventually.TrueAsync(async () => await relay.Operator.ListLanesAsync(b.Name) is { Epoch: 4, OpenEpoch: 4, Lanes.Count: 0 }, "the last epoch is open");
        await Eventually.TrueAsync(
            () => Stack.Bus.Status().Queues.All(queue => queue.ActiveMessages + queue.ScheduledMessages + queue.DeadLetterMessages == 0), "nothing is left in the namespace that it has left");
    }

    [Fact]
    public async Task Partner_AwayWhileItIsMoved_GetsEverythingInOrder_AndTheOldNamespaceEmpties()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, Lanes);
        await MoveAsync(b, 0);
        var users = await OptInAsync(a, b);
        using var relay = new HeldRelay(Stack);
        await Eventually.TrueAsync(async () => await relay.Operator.ListLanesAsync(b.Name) is { OpenEpoch: 2 }, "its lanes lie in the first");
        var sent = new List<OutgoingEnvelope>();
        await b.StopAsync();
        await SendAsync(a, b, users, sent, 10);
        await MoveAsync(b, 1);
        await Eventually.TrueAsync(
            async () =>
            {
                await SendAsync(a, b, users, sent, 1);
                return (await relay.Operator.ListLanesAsync(b.Name)).Lanes.Any(lane => lane.Namespace == 1);
            },
            "what comes goes to the other");
        var waiting = await relay.Operator.ListLanesAsync(b.Name);
        Assert.Equal((3, 2), (waiting.Epoch, waiting.OpenEpoch));
        Assert.All(waiting.Lanes, lane => Assert.Equal(lane.Lane.StartsWith("3.", StringComparison.Ordinal) ? 1 : 0, lane.Namespace));
        Assert.Contains(waiting.Lanes, lane => lane.Namespace == 0);

        await b.StartAgainAsync();

        await Eventually.TrueAsync(() => sent.All(one => b.Received.Any(other => other.Id == one.Id)), "everything arrives");
        InOrder(b, sent);
        await Eventually.TrueAsync(async () => await relay.Operator.ListLanesAsync(b.Name) is { OpenEpoch: 3 }, "the new lanes are open");
    }

    [Fact]
    public async Task DeadLetters_ComeBackInTheirOwn()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 1);
        await MoveAsync(b, 1);
        await a.OptInAsync(HeldSamples.Sender);
        await b.OptInAsync(HeldSamples.Recipient);
        using var relay = new HeldRelay(Stack);
        await Eventually.TrueAsync(async () => await relay.Operator.ListLanesAsync(b.Name) is { OpenEpoch: 2 }, "its lane lies there");
        var elsewhere = Of(Stack.Bus, QueueNames.Normal).Received;
        var lane = new Lane(EnvelopeClass.Normal, 2, b.Name, 0, 1);
        var (head, envelope) = HeldSamples.Create(b.Name, a.Name, acceptedAt: DateTimeOffset.UtcNow);
        await using var bus = new ServiceBusClient(Stack.Buses[1].ConnectionString);
        await using (var session = await bus.AcceptSessionAsync(QueueNames.Normal, lane.SessionId))
        {
            await using var sender = bus.CreateSender(QueueNames.Normal);
            using var writer = new PackedWriter();
            writer.WriteHead(head with { Lane = lane });
            writer.Append(envelope);
            await sender.SendMessageAsync(new ServiceBusMessage(writer.Written) { SessionId = lane.SessionId });
            await session.DeadLetterMessageAsync(await session.ReceiveMessageAsync(TimeSpan.FromSeconds(30)), "MaxDeliveryCountExceeded");
        }

        await relay.InvokeAsync("SweepDeadLetters");

        await Eventually.TrueAsync(() => b.Received.Count == 1, "it arrives");
        Assert.Equal(0, Of(Stack.Buses[1], QueueNames.Normal).DeadLetterMessages);
        Assert.Equal(elsewhere, Of(Stack.Bus, QueueNames.Normal).Received);
    }

    [Fact]
    public async Task Namespace_ThatTheRelayDoesNotHave_IsRefused()
    {
        await using var b = await TestPartner.StartAsync(Stack);

        var refused = await Assert.ThrowsAsync<RelayProblemException>(() => b.SetAsync(settings => settings with { Namespaces = [0, 2] }));

        Assert.Equal((400, "namespaces", "at least one of 0, 1, each once"), (refused.Status, refused.Field, refused.Rule));
    }

    // A user of each namespace, by number, while the partner's lanes lie in both; opted in.
    private async Task<string[]> OptInAsync(TestPartner a, TestPartner b)
    {
        var lanes = new EpochLanes(b.Name, 1, Lanes, [0, 1]);
        var keys = Keys.Of(Stack);
        string[] users = [.. new[] { 0, 1 }.Select(number =>
            Enumerable.Range(0, 1000).Select(i => $"user.{i}").First(user => lanes.Of(EnvelopeClass.Normal, keys.LaneHashOf(b.Name, user)).Namespace == number))];
        await a.OptInAsync("ana");
        foreach (var user in users)
            await b.OptInAsync(user);
        return users;
    }

    private static Task MoveAsync(TestPartner partner, params int[] namespaces) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                await partner.SetAsync(settings => settings with { Namespaces = namespaces });
                return true;
            }
            catch (RelayProblemException changing) when (changing.Problem.Code == "lanes-changing")
            {
                return false;
            }
        },
        "the lanes can be moved");

    // In the gap between old lanes and new ones nothing is accepted; what was not is sent again, in the same order.
    private static async Task SendAsync(TestPartner a, TestPartner b, string[] users, List<OutgoingEnvelope> sent, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var batch = users.Select(user => a.Envelope("ana", b, user)).ToArray();
            sent.AddRange(batch);
            await Eventually.TrueAsync(async () => (await a.Client.SendAsync(batch)).All(result => result.Status != SendStatus.Unavailable), "everything is accepted");
        }
    }

    private static void InOrder(TestPartner b, List<OutgoingEnvelope> sent) =>
        Assert.All(sent.GroupBy(one => one.To.User), ofUser => Assert.Equal(
            ofUser.Select(one => one.Id), b.Received.Where(one => one.To.User == ofUser.Key).Select(one => one.Id).Distinct()));

    private static QueueStatus Of(EmbeddedServiceBus bus, string queue) => bus.Status().Queues.Single(one => one.Description.Name == queue);
}
