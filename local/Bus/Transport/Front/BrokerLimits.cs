namespace Relay.Local.Bus.Transport.Front;

/// <summary>
/// What one broker gives to all its clients together and to each of them. The counts are those of Azure Service Bus where
/// it documents one.
/// </summary>
internal sealed record BrokerLimits
{
    /// <summary>The largest frame taken and sent, in bytes.</summary>
    public const int LargestFrameBytes = 64 * 1024;

    /// <summary>Open AMQP connections; one more is refused with <c>amqp:resource-limit-exceeded</c>.</summary>
    public int Connections { get; init; } = 5000;

    /// <summary>Connections that are not open yet; for one more the oldest of them is dropped, so that silent ones never keep a client out.</summary>
    public int Handshakes { get; init; } = 1000;

    /// <summary>From the TCP connection to its first bytes.</summary>
    public TimeSpan FirstBytesTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the TCP connection to the AMQP open.</summary>
    public TimeSpan HandshakeTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An open connection that sends nothing for this long is closed; clients are told and send empty frames.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(4);
}
