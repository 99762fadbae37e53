using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Relay.Local.Bus.Tests.Client;

/// <summary>A receiver that gives every message back in the moment it comes, as clients do with what comes after their wait is over.</summary>
public sealed class ReleaseTests
{
    private const int Times = 20_000;

    [Fact]
    public async Task Release_BeforeTheBrokerHasDoneSending_DoesNotCompleteTheMessage()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var factory = new AmqpConnectionFactory();
        var connection = await factory.OpenConnectionAsync($"amqp://localhost:{broker.Bus.Port}", TimeSpan.FromSeconds(20));
        var session = connection.CreateSession(new AmqpSessionSettings());
        await session.OpenAsync(Broker.Token);
        var link = new ReceivingAmqpLink(session, new AmqpLinkSettings
        {
            LinkName = "r",
            Role = true,
            Source = new Source { Address = "q" },
            Target = new Target(),
            TotalLinkCredit = 1,
            AutoSendFlow = true,
            SettleType = SettleMode.SettleOnDispose,
        });
        var released = 0;
        link.RegisterMessageListener(message =>
        {
            link.ReleaseMessage(message);
            if (++released == Times)
                enough.TrySetResult();
        });
        await link.OpenAsync(Broker.Token);

        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("m"), Broker.Token);
        var first = await Task.WhenAny(enough.Task, Gone(broker)).WaitAsync(TimeSpan.FromSeconds(30), Broker.Token);
        connection.SafeClose();

        Assert.True(first == enough.Task, $"The message was gone after it had been released {released} times.");
    }

    /// <summary>Ends when the queue has no message any more.</summary>
    private static async Task Gone(Broker broker)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (broker.Bus.Status().Queues[0].ActiveMessages > 0)
            await timer.WaitForNextTickAsync(Broker.Token);
    }
}
