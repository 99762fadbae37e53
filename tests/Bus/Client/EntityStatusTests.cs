using Azure.Messaging.ServiceBus;

namespace Relay.Local.Bus.Tests.Client;

public sealed class EntityStatusTests
{
    [Theory]
    [InlineData(EntityStatus.Active, true, true, true)]
    [InlineData(EntityStatus.Disabled, false, false, false)]
    [InlineData(EntityStatus.SendDisabled, false, true, false)]
    [InlineData(EntityStatus.ReceiveDisabled, true, false, false)]
    public async Task Queue_WithAStatus_RefusesWhatItDisables(EntityStatus status, bool sends, bool receives, bool peeks)
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q", Status = status });
        await using var sender = broker.Client.CreateSender("q");
        await using var receiver = broker.Client.CreateReceiver("q");
        await using var deadLetters = broker.Client.CreateReceiver("q", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

        await AssertAsync(sends, () => sender.SendMessageAsync(new ServiceBusMessage("x"), Broker.Token));
        await AssertAsync(receives, () => receiver.ReceiveMessageAsync(TimeSpan.FromMilliseconds(200), Broker.Token));
        await AssertAsync(receives, () => deadLetters.ReceiveMessageAsync(TimeSpan.FromMilliseconds(200), Broker.Token));
        await AssertAsync(peeks, () => receiver.PeekMessageAsync(cancellationToken: Broker.Token));
        await AssertAsync(peeks, () => sender.ScheduleMessageAsync(new ServiceBusMessage("x"), DateTimeOffset.UtcNow.AddHours(1), Broker.Token));
    }

    private static async Task AssertAsync(bool works, Func<Task> operation)
    {
        var failure = await Record.ExceptionAsync(operation);
        if (works)
            Assert.Null(failure);
        else
            Assert.Equal(ServiceBusFailureReason.MessagingEntityDisabled, Assert.IsType<ServiceBusException>(failure).Reason);
    }
}
