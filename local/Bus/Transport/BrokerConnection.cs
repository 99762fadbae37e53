using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Relay.Local.Bus.Transport.Front;

namespace Relay.Local.Bus.Transport;

/// <summary>An AMQP connection with the gauges of what it holds.</summary>
internal sealed class BrokerConnection : AmqpConnection
{
    public BrokerConnection(
        SocketTransport transport, ProtocolHeader header, AmqpSettings settings, AmqpConnectionSettings connectionSettings, OutboundGauge outbound, IntakeGauge intake)
        : base(transport, header, isInitiator: false, settings, connectionSettings)
    {
        Outbound = outbound;
        Intake = intake;
        UsageMeter = outbound;
        transport.Intake = intake;
        SafeAddClosed((_, _) => outbound.Close());
    }

    /// <summary>What its receivers have not read yet.</summary>
    public OutboundGauge Outbound { get; }

    /// <summary>What its senders have under way to the store.</summary>
    public IntakeGauge Intake { get; }

    /// <summary>The connection a link is on.</summary>
    public static BrokerConnection Of(AmqpLink link) => (BrokerConnection)link.Session.Connection;
}
