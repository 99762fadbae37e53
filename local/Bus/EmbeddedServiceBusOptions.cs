using Microsoft.Extensions.Logging;

namespace Relay.Local.Bus;

/// <summary>Settings of an <see cref="EmbeddedServiceBus"/>.</summary>
public sealed class EmbeddedServiceBusOptions
{
    /// <summary>
    /// Where the messages are kept; made when it is not there. One broker at a time may use it. Null keeps everything in memory,
    /// and nothing after the broker's end.
    /// </summary>
    public required string? DataFolder { get; init; }

    /// <summary>The TCP port on the loopback addresses; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The queues. A queue no longer listed keeps its stored messages, but cannot be reached.</summary>
    public required IReadOnlyList<QueueDescription> Queues { get; init; }

    /// <summary>The clock of locks, schedules and expiry.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where to log; null logs nothing.</summary>
    public ILoggerFactory? Logging { get; init; }

    /// <summary>
    /// The key clients must sign their tokens with; null accepts any token, and none. With a key, a token opens what its
    /// <c>sr</c> names and what lies below, until it ends; it grants sending, receiving and administration alike.
    /// </summary>
    public string? SharedAccessKey { get; init; }

    /// <summary>The name of the key, which tokens carry as <c>skn</c>.</summary>
    public string SharedAccessKeyName { get; init; } = "RootManageSharedAccessKey";

    /// <summary>Bytes of queued messages kept in memory; more are read from the data folder.</summary>
    public long CacheBytes { get; init; } = 16 * 1024 * 1024;
}
