namespace Relay.Local.Bus.Transport.Front;

/// <summary>
/// What one broker gives to all its clients together and to each of them. The counts are those of Azure Service Bus where
/// it documents one.
/// </summary>
internal sealed record BrokerLimits
{
    /// <summary>The largest frame taken and sent, in bytes.</summary>
    public const int LargestFrameBytes = 64 * 1024;

    public static BrokerLimits Default { get; } = new();

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

    /// <summary>Sessions of one connection, and links of one session and of one connection.</summary>
    public int SessionsOfConnection { get; init; } = 5000;

    /// <inheritdoc cref="SessionsOfConnection"/>
    public int LinksOfSession { get; init; } = 256;

    /// <inheritdoc cref="SessionsOfConnection"/>
    public int LinksOfConnection { get; init; } = 5000;

    /// <summary>Sessions of all connections together; one more closes its connection.</summary>
    public int Sessions { get; init; } = 20_000;

    /// <summary>Links of all connections together; one more closes its session.</summary>
    public int Links { get; init; } = 20_000;

    /// <summary>Bytes one sender may have under way to the store; its credit is this many messages of the queue's largest size.</summary>
    public long SenderBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>The most and the least messages a sender may have under way.</summary>
    public (uint Least, uint Most) SenderCredit { get; init; } = (8, 1000);

    /// <summary>Bytes a receiver's connection may have unread before it gets no more deliveries.</summary>
    public long UnsentBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Deliveries go on when no more than this is left unread.</summary>
    public long UnsentLowBytes { get; init; } = 256 * 1024;

    /// <summary>Bytes all connections may have unread; above it each gets only a little.</summary>
    public long AllUnsentBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>
    /// Bytes all senders may have under way to the store; above it those with more than a share are not read from, and
    /// above twice as much nobody is.
    /// </summary>
    public long IntakeBytes { get; init; } = 64 * 1024 * 1024;

    /// <inheritdoc cref="IntakeBytes"/>
    public long IntakeShareBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Bytes of deliveries that all senders have begun and not ended; above it a connection with more than a share is closed.
    /// </summary>
    public long PartialBytes { get; init; } = 128 * 1024 * 1024;

    /// <inheritdoc cref="PartialBytes"/>
    public long PartialShareBytes { get; init; } = 64 * 1024;
}
