using System.Runtime.CompilerServices;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transport;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Transport.Front;

namespace Relay.Local.Bus.Transport;

/// <summary>Makes connections, sessions and links for the AMQP library, and ties each link to what its address names.</summary>
internal sealed class BrokerRuntime(
    IReadOnlyDictionary<string, BusQueue> queues, TokenAuthority authority, TimeProvider clock, ILogger logger, BrokerLimits? brokerLimits = null) : IRuntimeProvider
{
    private const ulong LargestToken = 32 * 1024;

    private readonly BrokerLimits _limits = brokerLimits ?? BrokerLimits.Default;
    private readonly OutboundTotal _unsent = new();
    private readonly IntakeTotal _intake = new(brokerLimits ?? BrokerLimits.Default);
    private readonly EndpointCount _endpoints = new(brokerLimits ?? BrokerLimits.Default);
    private readonly ConditionalWeakTable<AmqpConnection, ConnectionState> _connections = [];

    /// <summary>The limits of everything on its connections.</summary>
    public BrokerLimits Limits => _limits;

    public AmqpConnection CreateConnection(
        TransportBase transport, ProtocolHeader protocolHeader, bool isInitiator, AmqpSettings amqpSettings, AmqpConnectionSettings connectionSettings) =>
        new BrokerConnection(
            (SocketTransport)transport, protocolHeader, amqpSettings, connectionSettings, new OutboundGauge(_unsent, _limits), new IntakeGauge(_intake))
        {
            SessionFactory = this,
        };

    public AmqpSession CreateSession(AmqpConnection connection, AmqpSessionSettings settings)
    {
        settings.HandleMax = (uint)_limits.LinksOfSession - 1;
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
                _limits.SenderBytes / (long)settings.MaxMessageSize.Value, _limits.SenderCredit.Least, _limits.SenderCredit.Most);
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
        var connection = _connections.GetOrCreateValue(link.Session.Connection);
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
                RequestGuard.Register(requests, new ManagementNode(queue, connection, requests, logger).Handle, logger);
                break;
            case SendingAmqpLink responses when management:
                connection.AddResponseLink(responses);
                break;
            case ReceivingAmqpLink sends:
                sends.RegisterMessageListener(new SendNode(queue, sends, logger).Handle);
                break;
            case SendingAmqpLink receives:
                await new ReceiveNode(queue, receives, clock, logger).OpenAsync();
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
