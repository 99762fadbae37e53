using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Relay.Local.Bus.Tests.Client;

namespace Relay.Local.Bus.Tests.Transport;

public sealed class ReleaseTests
{
    private const int Messages = 600;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    /// <summary>A client that is not interested any more releases what arrives at once, while the broker may still be busy sending it.</summary>
    [Fact]
    public async Task Message_ReleasedTheMomentItArrives_ComesAgain()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        var connection = await new AmqpConnectionFactory().OpenConnectionAsync(new Uri($"amqp://localhost:{broker.Bus.Port}"), Wait);
        var session = connection.CreateSession(new AmqpSessionSettings());
        await session.OpenAsync(Wait);
        var settings = new AmqpLinkSettings
        {
            LinkName = "releasing",
            Role = true,
            TotalLinkCredit = 1,
            AutoSendFlow = true,
            Source = new Source { Address = "q" },
            Target = new Target { Address = "here" },
        };
        var link = new ReceivingAmqpLink(session, settings);
        var released = new HashSet<string>();
        using var accepted = new SemaphoreSlim(0);
        link.RegisterMessageListener(message =>
        {
            if (released.Add(message.Properties.MessageId.ToString()!))
            {
                link.DisposeMessage(message, new Released(), settled: true, batchable: false);
                return;
            }
            link.DisposeMessage(message, new Accepted(), settled: true, batchable: false);
            accepted.Release();
        });
        await link.OpenAsync(Wait);
        await using var sender = broker.Client.CreateSender("q");

        for (var i = 0; i < Messages; i++)
        {
            await sender.SendMessageAsync(new ServiceBusMessage("x") { MessageId = $"{i}" }, Broker.Token);
            Assert.True(await accepted.WaitAsync(Wait, Broker.Token), $"Message {i} did not come again.");
        }
        await connection.CloseAsync(Wait);
    }
}
