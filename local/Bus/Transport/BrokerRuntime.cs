using System.Runtime.CompilerServices;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transaction;
using Microsoft.Azure.Amqp.Transport;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus.Engine;

namespace Relay.Local.Bus.Transport;

/// <summary>Makes connections, sessions and links for the AMQP library, and ties each link to what its address names.</summary>
internal sealed class BrokerRuntime(
    IReadOnlyDictionary<string, BusQueue> queues, TokenAuthority authority, TimeProvider clock, ILogger logger) : IRuntimeProvider
{
    private const uint SenderCredit = 1000;

    /// <summary>A message above its queue's limit by at most so much is refused by an answer; for a larger one the link is closed.</summary>
    private const ulong RefusedByAnswerBytes = 4 * 1024 * 1024;

    private readonly ConditionalWeakTable<AmqpConnection, ConnectionState> _connections = [];

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
        if (link.Settings.Target is Coordinator)
            throw new AmqpException(AmqpErrorCode.NotImplemented, "Transactions are not supported.");
        var connection = _connections.GetOrCreateValue(link.Session.Connection);
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
        if (!connection.Authorized && authority.Checks)
            throw new AmqpException(AmqpErrorCode.UnauthorizedAccess, "No valid token was put on this connection.");
        if (!queues.TryGetValue(address.Queue, out var queue))
            throw new AmqpException(AmqpErrorCode.NotFound, $"The messaging entity '{address.Queue}' could not be found.");
        if (address.Target is LinkTarget.DeadLetters or LinkTarget.DeadLetterManagement)
            queue = queue.DeadLetter!;
        await OpenQueueLinkAsync(link, queue, address.Target, connection);
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
                // The AMQP library closes the link of a larger message, which the JavaScript client does not take for its
                // answer: so, once the limit is told, messages somewhat larger are let in, to be refused one by one.
                sends.Opened += (_, _) => sends.Settings.MaxMessageSize += RefusedByAnswerBytes;
                sends.RegisterMessageListener(new SendNode(queue, sends, logger).Handle);
                break;
            case SendingAmqpLink receives:
                await new ReceiveNode(queue, receives, connection, clock, logger).OpenAsync();
                break;
        }
    }
}
