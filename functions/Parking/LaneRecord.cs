using Azure;
using Relay.Functions.Queue;

namespace Relay.Functions.Parking;

/// <summary>A parked lane. An open lane has no record.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Attempts">Failures in a row.</param>
/// <param name="Probe">Number of the probe that is due next; alarms of other numbers are stale.</param>
/// <param name="ProbeAt">When that probe is due.</param>
/// <param name="ETag">Of the row as it was read: the fence against a second instance.</param>
public sealed record LaneRecord(Lane Lane, int Attempts, long Probe, DateTimeOffset ProbeAt, ETag ETag);
