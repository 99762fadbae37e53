namespace Relay.Local.Bus;

/// <summary>What the broker holds and does at one moment.</summary>
/// <param name="Connections">Open AMQP connections.</param>
/// <param name="DiskBytes">Size of the files in the data folder; 0 for a broker in memory.</param>
/// <param name="Queues">Its queues, in the order of the configuration.</param>
public sealed record BusStatus(int Connections, long DiskBytes, IReadOnlyList<QueueStatus> Queues);
