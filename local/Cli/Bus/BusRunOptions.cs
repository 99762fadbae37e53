namespace Relay.Cli.Bus;

/// <summary>What <c>relay bus</c> is to run.</summary>
/// <param name="Config">The description of the queues.</param>
/// <param name="Port">The port; 0 takes a free one.</param>
/// <param name="DataFolder">Where messages are kept; null keeps them in memory.</param>
/// <param name="Key">The key that clients must have; null accepts any token.</param>
internal sealed record BusRunOptions(string Config, int Port, string? DataFolder, string? Key);
