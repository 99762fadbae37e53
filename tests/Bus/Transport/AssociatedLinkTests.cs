using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using Relay.Local.Bus.Tests.Client;

namespace Relay.Local.Bus.Tests.Transport;

/// <summary>Management requests name the link they are made for: only the session's holder is answered.</summary>
public sealed class AssociatedLinkTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("renew-session-lock")]
    [InlineData("get-session-state")]
    [InlineData("set-session-state")]
    public async Task SessionRequest_OfAnotherLink_IsSessionLockLost(string operation)
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q", RequiresSession = true });
        var connection = await new AmqpConnectionFactory().OpenConnectionAsync(new Uri($"amqp://localhost:{broker.Bus.Port}"), Wait);
        var session = connection.CreateSession(new AmqpSessionSettings());
        await session.OpenAsync(Wait);
        var holder = await AcceptAsync(session, "holder", "a");
        await AcceptAsync(session, "other", "b");
        var management = new RequestResponseAmqpLink("requests", session, "q/$management", null);
        await management.OpenAsync(Wait);

        Assert.Equal(200, await AskAsync(management, operation, link: null));
        Assert.Equal(200, await AskAsync(management, operation, "holder"));
        Assert.Equal(410, await AskAsync(management, operation, "other"));
        Assert.Equal(410, await AskAsync(management, operation, "unknown"));
        await holder.CloseAsync(Wait);
        Assert.Equal(410, await AskAsync(management, operation, "holder"));
        await connection.CloseAsync(Wait);
    }

    private static async Task<ReceivingAmqpLink> AcceptAsync(AmqpSession session, string name, string sessionId)
    {
        var link = new ReceivingAmqpLink(session, new AmqpLinkSettings
        {
            LinkName = name,
            Role = true,
            Source = new Source { Address = "q", FilterSet = new FilterSet { ["com.microsoft:session-filter"] = sessionId } },
            Target = new Target { Address = name },
        });
        await link.OpenAsync(Wait);
        return link;
    }

    private static async Task<int> AskAsync(RequestResponseAmqpLink management, string operation, string? link)
    {
        var request = AmqpMessage.Create(new AmqpValue
        {
            Value = new AmqpMap { [new MapKey("session-id")] = "a", [new MapKey("session-state")] = new ArraySegment<byte>([1]) },
        });
        request.ApplicationProperties.Map["operation"] = "com.microsoft:" + operation;
        if (link is not null)
            request.ApplicationProperties.Map["associated-link-name"] = link;
        var response = await management.RequestAsync(request, Wait);
        return (int)response.ApplicationProperties.Map["statusCode"];
    }
}
