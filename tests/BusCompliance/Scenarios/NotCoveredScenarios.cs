using System.Net.WebSockets;
using System.Transactions;
using Azure.Messaging.ServiceBus;
using static Relay.Local.Bus.Compliance.Stage.Receiving;

namespace Relay.Local.Bus.Compliance.Scenarios;

public sealed class NotCoveredScenarios(BrokerFixture<NotCoveredScenarios> broker, NodeFixture node)
    : ComplianceTest(broker, node), IClassFixture<BrokerFixture<NotCoveredScenarios>>
{
    private static readonly TimeSpan Impatient = TimeSpan.FromSeconds(3);

    [Theory, NotCovered("Topics and subscriptions", "There are none: to send to a topic or receive from a subscription fails as an entity not found")]
    public async Task Subscription_Used_IsNotFound(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var sender = await bus.Client.CreateSenderAsync("topic");
        var receiver = await bus.Client.CreateReceiverAsync("topic/Subscriptions/subscription", new ReceiverSettings());

        await FailsAsync(Failure.MessagingEntityNotFound, () => sender.SendAsync(OutgoingMessage.Of("x")));
        await FailsAsync(Failure.MessagingEntityNotFound, () => receiver.ReceiveAsync(1, BusStage.Short));
    }

    [Theory, NotCovered("Transactions", "A send or settlement inside a transaction fails; nothing of it is done", Only = [ClientKind.DotNet])]
    public async Task Transaction_WithASend_Fails(ClientKind client)
    {
        var bus = await OpenAsync(client);
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            var failure = await Assert.ThrowsAsync<BusFailureException>(() => bus.SendTextsAsync("x"));
            Assert.Contains("ransactions are not supported", failure.Message);
        }

        Assert.Equal(0, bus.Status.ActiveMessages);
    }

    [Theory, NotCovered("Auto-forwarding", "A queue's description with `forwardTo` or `forwardDeadLetteredMessagesTo` is refused at the start",
        Only = [ClientKind.DotNet], AskedBy = "the queue file")]
    public void Forwarding_Described_IsRefused(ClientKind _)
    {
        Assert.Contains("forwardTo", Refusal("\"forwardTo\":\"other\""));
        Assert.Contains("forwardDeadLetteredMessagesTo", Refusal("\"forwardDeadLetteredMessagesTo\":\"other\""));
    }

    [Theory, NotCovered("Partitioning", "A queue's description may ask for it with `enablePartitioning`; there is one store, and a message's partition key is a property",
        Only = [ClientKind.DotNet], AskedBy = "the queue file")]
    public void Partitioning_Described_HasNoEffect(ClientKind _) =>
        Assert.Equal(Described(""), Described("\"enablePartitioning\":true"));

    [Theory, NotCovered("TLS", "The broker speaks plain AMQP on the loopback addresses: without `UseDevelopmentEmulator=true` a client does not get through")]
    public async Task Tls_Used_DoesNotGetThrough(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var plain = bus.ConnectionString.Replace(";UseDevelopmentEmulator=true", "", StringComparison.Ordinal);
        var tls = await ConnectAsync(client, Impatient, plain);
        var sender = await tls.CreateSenderAsync(bus.Queue);

        var failure = await Assert.ThrowsAsync<BusFailureException>(() => sender.SendAsync(OutgoingMessage.Of("x")));

        // How the JavaScript client names it depends on how far its handshake came.
        Assert.Contains(failure.Reason, client == ClientKind.DotNet ? [Failure.Communication] : new[] { Failure.Communication, Failure.InvalidOperation });
        Assert.Equal(0, bus.Status.ActiveMessages);
    }

    [Theory, NotCovered("AMQP over WebSockets", "A client set to WebSockets does not get through", Only = [ClientKind.DotNet])]
    public async Task WebSockets_Used_DoNotGetThrough(ClientKind client)
    {
        var bus = await OpenAsync(client);
        await using var sockets = new ServiceBusClient(bus.ConnectionString, new ServiceBusClientOptions
        {
            TransportType = ServiceBusTransportType.AmqpWebSockets,
            RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = Impatient },
        });

        await Assert.ThrowsAsync<WebSocketException>(() => sockets.CreateSender(bus.Queue).SendMessageAsync(new ServiceBusMessage("x")));

        Assert.Equal(0, bus.Status.ActiveMessages);
    }

    [Theory, NotCovered("Authorization rules", "One rule with one key, if any, has every right; tokens of another rule or key are refused as unauthorized")]
    public async Task Key_OfTheOneRule_HasEveryRight(ClientKind client)
    {
        const string Key = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0IQ==";
        var folder = Directory.CreateTempSubdirectory("relay-compliance-").FullName;
        await using (var secured = await EmbeddedServiceBus.StartAsync(new EmbeddedServiceBusOptions
        {
            DataFolder = folder,
            Queues = [new QueueDescription { Name = "q" }],
            SharedAccessKey = Key,
        }))
        {
            var right = await ConnectAsync(client, connectionString: secured.ConnectionString);
            await (await right.CreateSenderAsync("q")).SendAsync(OutgoingMessage.Of("x"));

            foreach (var (known, other) in new[] { ("RootManageSharedAccessKey", "ListenOnly"), (Key, "d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc=") })
            {
                var wrong = await ConnectAsync(client, connectionString: secured.ConnectionString.Replace(known, other, StringComparison.Ordinal));
                var sender = await wrong.CreateSenderAsync("q");
                await FailsAsync(Failure.Unauthorized, () => sender.SendAsync(OutgoingMessage.Of("y")));
                await wrong.DisposeAsync();
            }

            Assert.Equal("x", (await (await right.CreateReceiverAsync("q", new ReceiverSettings())).OneAsync()).Text);
            await right.DisposeAsync();
        }
        Directory.Delete(folder, recursive: true);
    }

    [Theory, NotCovered("Management writes", "Queues are made by the configuration: an administration client's request to create, change or delete one fails as an invalid operation that says so, and nothing is changed")]
    public async Task Administration_ChangingQueues_IsRefused(ClientKind client)
    {
        var bus = await OpenAsync(client);
        var administration = await AdministerAsync(client);
        var before = await administration.ReadAsync(bus.Queue);

        foreach (var change in new Func<Task>[]
        {
            () => administration.CreateAsync("new"),
            () => administration.UpdateAsync(bus.Queue, 3),
            () => administration.DeleteAsync(bus.Queue),
            () => administration.CreateTopicAsync("topic"),
        })
        {
            var failure = await Assert.ThrowsAsync<BusFailureException>(change);
            Assert.Equal(Failure.InvalidOperation, failure.Reason);
            Assert.Contains("configuration file", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await administration.ReadAsync(bus.Queue));
        var receiver = await bus.Client.CreateReceiverAsync("new", new ReceiverSettings());
        await FailsAsync(Failure.MessagingEntityNotFound, () => receiver.PeekAsync(1));
    }

    private static string Refusal(string property) => Assert.Throws<InvalidDataException>(() => Described(property)).Message;

    private static QueueDescription Described(string property)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "{\"queues\":[{\"name\":\"q\",\"properties\":{" + property + "}}]}");
        try
        {
            return Assert.Single(QueueDescriptions.Load(file));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
