namespace Relay.Local.Bus;

/// <summary>
/// The data folder holds something that the broker did not write: a file was cut off, overwritten or damaged. Nothing in the
/// folder was changed. Either put a good copy in its place, or move it away to start with empty queues.
/// </summary>
/// <param name="what">What was found, in words.</param>
public sealed class BusDataDamagedException(string what)
    : IOException($"The broker's data is damaged: {what}. Nothing was changed. Put a good copy of the data folder in its place, or move it away to start with empty queues.");
