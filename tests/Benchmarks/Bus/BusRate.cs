namespace Relay.Benchmarks.Bus;

/// <summary>What one window of a load gave.</summary>
/// <param name="PerSecond">Messages a second.</param>
/// <param name="BrokerMicroseconds">CPU time of the bus for a message.</param>
/// <param name="ClientMicroseconds">CPU time of the client for a message.</param>
internal sealed record BusRate(double PerSecond, double BrokerMicroseconds, double ClientMicroseconds);
