namespace Relay.Lanes.Tests.Scheduler;

/// <summary>What must hold does not: the execution has failed.</summary>
internal sealed class BrokenInvariantException(string message) : Exception(message);
