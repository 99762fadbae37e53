using Azure.Messaging.ServiceBus;
using static Relay.Local.Bus.Tests.Client.SettlementTests;

namespace Relay.Local.Bus.Tests.Client;

public sealed class RefusalTests
{
    [Fact]
    public async Task Send_ToAnUnknownQueue_IsNotFound()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var sender = broker.Client.CreateSender("other");

        await AssertFails(ServiceBusFailureReason.MessagingEntityNotFound, () => sender.SendMessageAsync(new ServiceBusMessage("x"), Broker.Token));
    }

    [Fact]
    public async Task Receive_FromAnUnknownQueue_IsNotFound()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var receiver = broker.Client.CreateReceiver("other");

        await AssertFails(ServiceBusFailureReason.MessagingEntityNotFound, () => receiver.ReceiveMessageAsync(cancellationToken: Broker.Token));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(257, false)]
    public async Task Send_AroundTheSizeLimit_IsTakenOrRefused(int kibibytes, bool taken)
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var sender = broker.Client.CreateSender("q");
        var body = new byte[kibibytes * 1024];
        Random.Shared.NextBytes(body);
        if (!taken)
        {
            await AssertFails(ServiceBusFailureReason.MessageSizeExceeded, () => sender.SendMessageAsync(new ServiceBusMessage(body), Broker.Token));
            return;
        }
        await sender.SendMessageAsync(new ServiceBusMessage(body), Broker.Token);
        await using var receiver = broker.Client.CreateReceiver("q");
        Assert.Equal(body, (await receiver.ReceiveMessageAsync(cancellationToken: Broker.Token)).Body.ToArray());
    }

    [Fact]
    public async Task Send_WithoutSessionToASessionQueue_IsRefused()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q", RequiresSession = true });
        await using var sender = broker.Client.CreateSender("q");

        await Assert.ThrowsAsync<InvalidOperationException>(() => sender.SendMessageAsync(new ServiceBusMessage("x"), Broker.Token));
    }

    [Fact]
    public async Task Duplicate_Scheduled_IsReportedAcceptedAndDropped()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q", RequiresDuplicateDetection = true });
        await using var sender = broker.Client.CreateSender("q");
        var later = DateTimeOffset.UtcNow.AddHours(1);
        await sender.ScheduleMessageAsync(new ServiceBusMessage("a") { MessageId = "same" }, later, Broker.Token);

        await sender.SendMessageAsync(new ServiceBusMessage("b") { MessageId = "same", ScheduledEnqueueTime = later }, Broker.Token);
        await sender.SendMessageAsync(new ServiceBusMessage("c") { MessageId = "same" }, Broker.Token);

        await using var receiver = broker.Client.CreateReceiver("q");
        var peeked = await receiver.PeekMessagesAsync(10, cancellationToken: Broker.Token);
        Assert.Equal("a", Assert.Single(peeked).Body.ToString());
    }

    [Fact]
    public async Task Cancel_OfAnUnknownNumber_IsNotFound()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var sender = broker.Client.CreateSender("q");

        await AssertFails(ServiceBusFailureReason.MessageNotFound, () => sender.CancelScheduledMessageAsync(99, Broker.Token));
    }

    [Theory]
    [InlineData("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0IQ==", true)]
    [InlineData("d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc=", false)]
    public async Task Key_Configured_IsChecked(string key, bool accepted)
    {
        using var folder = new TempFolder();
        await using var bus = await EmbeddedServiceBus.StartAsync(new EmbeddedServiceBusOptions
        {
            DataFolder = folder.Path,
            Queues = [new QueueDescription { Name = "q" }],
            SharedAccessKey = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0IQ==",
        }, Broker.Token);
        await using var client = new ServiceBusClient(
            $"Endpoint=sb://localhost:{bus.Port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey={key};UseDevelopmentEmulator=true", Broker.Options());
        await using var sender = client.CreateSender("q");

        var failure = await Record.ExceptionAsync(() => sender.SendMessageAsync(new ServiceBusMessage("x"), Broker.Token));

        Assert.Equal(accepted ? null : typeof(UnauthorizedAccessException), failure?.GetType());
    }

    [Fact]
    public async Task DataFolder_InUse_IsRefused()
    {
        using var folder = new TempFolder();
        var options = new EmbeddedServiceBusOptions { DataFolder = folder.Path, Queues = [new QueueDescription { Name = "q" }] };
        await using var bus = await EmbeddedServiceBus.StartAsync(options, Broker.Token);

        await Assert.ThrowsAnyAsync<IOException>(() => EmbeddedServiceBus.StartAsync(options, Broker.Token));
    }
}
