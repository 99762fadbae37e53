using System.Runtime.CompilerServices;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transport;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Transport;

/// <summary>Makes connections, sessions and links for the AMQP library, and ties each link to what its address names.</summary>
internal sealed class BrokerRuntime(
    IReadOnlyDictionary<string, BusQueue> queues, TokenAuthority authority, TimeProvider clock, ILogger logger) : IRuntimeProvider
{
    private const uint SenderCredit = 1000;

    private readonly ConditionalWeakTable<AmqpConnection, ConnectionState> _connections = [];
    private readonly ClaimClock _claims = new(clock);

    public AmqpConnection CreateConnection(
        TransportBase transport, ProtocolHeader protocolHeader, bool isInitiator, AmqpSettings amqpSettings, AmqpConnectionSettings connectionSettings) =>
        new(transport, protocolHeader, isInitiator, amqpSettings, connectionSettings);

    public AmqpSession CreateSession(AmqpConnection connection, AmqpSessionSettings settings) => new(connection, settings, this);

    public AmqpLink CreateLink(AmqpSession session, AmqpLinkSettings settings)
    {
        if (settings.Role != true)
            return new SendingAmqpLink(session, settings);
        settings.TotalLinkCredit = SenderCredit;
        settings.AutoSendFlow = true;
        if (settings.Target is Target { Address: { } address } && queues.TryGetValue(LinkAddress.Parse(address.ToString()!).Queue, out var queue))
            settings.MaxMessageSize = (ulong)queue.Description.MaxMessageSizeInKilobytes * 1024;
        return new ReceivingAmqpLink(session, settings);
    }

    public IAsyncResult BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state) =>
        TaskToAsyncResult.Begin(OpenLinkAsync(link), callback, state);

    public void EndOpenLink(IAsyncResult result) => TaskToAsyncResult.End(result);

    private async Task OpenLinkAsync(AmqpLink link)
    {
        var connection = _connections.GetValue(link.Session.Connection, StateOf);
        var text = link.IsReceiver ? (link.Settings.Target as Target)?.Address?.ToString() : (link.Settings.Source as Source)?.Address?.ToString();
        if (string.IsNullOrEmpty(text))
            throw new AmqpException(AmqpErrorCode.InvalidField, "The link has no address.");
        var address = LinkAddress.Parse(text);
        if (address.Target == LinkTarget.Tokens)
        {
            if (link is ReceivingAmqpLink requests)
                requests.RegisterMessageListener(new TokenNode(authority, connection, requests, logger).Handle);
            else
                connection.AddResponseLink((SendingAmqpLink)link);
            return;
        }
        if (authority.Checks && !connection.TryGuard(link, ResourcePath.OfEntity(text)))
            throw new AmqpException(AmqpErrorCode.UnauthorizedAccess, $"Unauthorized access. No token that is valid now was put on this connection for '{text}'.");
        if (!queues.TryGetValue(address.Queue, out var queue))
            throw new AmqpException(AmqpErrorCode.NotFound, $"The messaging entity '{address.Queue}' could not be found.");
        if (Conditions.Disabled(queue.Description, link.IsReceiver, address.Target) is { } disabled)
            throw disabled;
        if (address.Target is LinkTarget.DeadLetters or LinkTarget.DeadLetterManagement)
            queue = queue.DeadLetter!;
        await OpenQueueLinkAsync(link, queue, address.Target, connection);
    }

    private ConnectionState StateOf(AmqpConnection connection)
    {
        var state = new ConnectionState(_claims);
        connection.SafeAddClosed((_, _) => state.Close());
        return state;
    }

    private async Task OpenQueueLinkAsync(AmqpLink link, BusQueue queue, LinkTarget target, ConnectionState connection)
    {
        var management = target is LinkTarget.Management or LinkTarget.DeadLetterManagement;
        switch (link)
        {
            case ReceivingAmqpLink requests when management:
                requests.RegisterMessageListener(new ManagementNode(queue, connection, requests, logger).Handle);
                break;
            case SendingAmqpLink responses when management:
                connection.AddResponseLink(responses);
                break;
            case ReceivingAmqpLink sends:
                sends.RegisterMessageListener(new SendNode(queue, sends, logger).Handle);
                break;
            case SendingAmqpLink receives:
                await new ReceiveNode(queue, receives, connection, clock, logger).OpenAsync();
                break;
        }
    }
}
