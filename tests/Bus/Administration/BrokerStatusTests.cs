using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;
using Relay.Local.Bus.Tests.Client;

namespace Relay.Local.Bus.Tests.Administration;

public sealed class BrokerStatusTests
{
    [Fact]
    public async Task RuntimeProperties_OfARunningBroker_FollowItsMessages()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        await using var endpoint = new Endpoint(broker.Bus.Status);
        var administration = new ServiceBusAdministrationClient(endpoint.ConnectionString());
        await using var sender = broker.Client.CreateSender("q");
        await using var receiver = broker.Client.CreateReceiver("q");
        await sender.SendMessagesAsync([new("1"), new("2"), new("3"), new("4")], Broker.Token);
        await sender.ScheduleMessageAsync(new ServiceBusMessage("later"), DateTimeOffset.UtcNow.AddHours(1), Broker.Token);
        await receiver.DeadLetterMessageAsync(await receiver.ReceiveMessageAsync(cancellationToken: Broker.Token), cancellationToken: Broker.Token);
        await receiver.CompleteMessageAsync(await receiver.ReceiveMessageAsync(cancellationToken: Broker.Token), Broker.Token);

        QueueRuntimeProperties read = await administration.GetQueueRuntimePropertiesAsync("q", Broker.Token);

        Assert.Equal((2L, 1L, 1L, 4L), (read.ActiveMessageCount, read.ScheduledMessageCount, read.DeadLetterMessageCount, read.TotalMessageCount));
        Assert.True(read.SizeInBytes > 0);
        Assert.InRange(read.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow);
        Assert.InRange(read.AccessedAt, read.CreatedAt, DateTimeOffset.UtcNow);
    }
}
