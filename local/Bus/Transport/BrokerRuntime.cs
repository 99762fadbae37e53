using System.Runtime.CompilerServices;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transaction;
using Microsoft.Azure.Amqp.Transport;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Transport.Front;

namespace Relay.Local.Bus.Transport;

/// <summary>Makes connections, sessions and links for the AMQP library, and ties each link to what its address names.</summary>
internal sealed class BrokerRuntime(
    IReadOnlyDictionary<string, BusQueue> queues, TokenAuthority authority, TimeProvider clock, ILogger logger, BrokerLimits limits) : IRuntimeProvider
{
    private const ulong LargestToken = 32 * 1024;

    /// <summary>A message above its queue's limit by at most so much is refused by an answer; for a larger one the link is closed.</summary>
    private const ulong RefusedByAnswerBytes = 1024 * 1024;

    private readonly OutboundTotal _unsent = new();
    private readonly IntakeTotal _intake = new(limits);
    private readonly EndpointCount _endpoints = new(limits);
    private readonly ConditionalWeakTable<AmqpConnection, ConnectionState> _connections = [];
    private readonly ClaimClock _claims = new(clock);

    /// <summary>The limits of everything on its connections.</summary>
    public BrokerLimits Limits => limits;

    public AmqpConnection CreateConnection(
        TransportBase transport, ProtocolHeader protocolHeader, bool isInitiator, AmqpSettings amqpSettings, AmqpConnectionSettings connectionSettings) =>
        new BrokerConnection(
            (SocketTransport)transport, protocolHeader, amqpSettings, connectionSettings, new OutboundGauge(_unsent, limits), new IntakeGauge(_intake))
        {
            SessionFactory = this,
        };

    public AmqpSession CreateSession(AmqpConnection connection, AmqpSessionSettings settings)
    {
        settings.HandleMax = (uint)limits.LinksOfSession - 1;
        var session = new AmqpSession(connection, settings, this);
        _endpoints.Count(session);
        return session;
    }

    public AmqpLink CreateLink(AmqpSession session, AmqpLinkSettings settings)
    {
        AmqpLink link;
        if (settings.Role != true)
        {
            link = new SendingAmqpLink(session, settings);
        }
        else
        {
            settings.MaxMessageSize = LargestMessage(settings);
            settings.TotalLinkCredit = (uint)Math.Clamp(
                limits.SenderBytes / (long)settings.MaxMessageSize.Value, limits.SenderCredit.Least, limits.SenderCredit.Most);
            settings.AutoSendFlow = true;
            link = new ReceivingAmqpLink(session, settings);
        }
        _endpoints.Count(link);
        return link;
    }

    public IAsyncResult BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state) =>
        TaskToAsyncResult.Begin(OpenLinkAsync(link), callback, state);

    public void EndOpenLink(IAsyncResult result) => TaskToAsyncResult.End(result);

    private async Task OpenLinkAsync(AmqpLink link)
    {
        if (link.Settings.Target is Coordinator)
            throw new AmqpException(AmqpErrorCode.NotImplemented, "Transactions are not supported.");
        var connection = _connections.GetValue(link.Session.Connection, StateOf);
        var text = link.IsReceiver ? (link.Settings.Target as Target)?.Address?.ToString() : (link.Settings.Source as Source)?.Address?.ToString();
        if (string.IsNullOrEmpty(text))
            throw new AmqpException(AmqpErrorCode.InvalidField, "The link has no address.");
        var address = LinkAddress.Parse(text);
        if (address.Target == LinkTarget.Tokens)
        {
            if (link is ReceivingAmqpLink requests)
                RequestGuard.Register(requests, new TokenNode(authority, connection, requests, logger).Handle, logger);
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
                RequestGuard.Register(requests, new ManagementNode(queue, connection, requests, logger).Handle, logger);
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

    /// <summary>The largest message a link may bring; a link that names no queue brings tokens, or is about to be refused.</summary>
    private ulong LargestMessage(AmqpLinkSettings settings)
    {
        if (settings.Target is not Target { Address: { } target })
            return LargestToken;
        var address = LinkAddress.Parse(target.ToString()!);
        if (!queues.TryGetValue(address.Queue, out var queue))
            return LargestToken;
        var largest = (ulong)queue.Description.MaxMessageSizeInKilobytes * 1024;
        return address.Target is LinkTarget.Management or LinkTarget.DeadLetterManagement ? largest + RequestGuard.Envelope : largest;
    }
}
