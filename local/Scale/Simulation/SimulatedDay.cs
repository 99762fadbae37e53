namespace Relay.Local.Scale.Simulation;

/// <summary>What a simulated day came to.</summary>
/// <param name="Options">The day.</param>
/// <param name="Size">The relay or relays that were simulated.</param>
/// <param name="Minutes">1,440 minutes.</param>
/// <param name="HourCosts">What each hour cost, by list prices without free grants.</param>
/// <param name="Probes">Tries of the partner that was away.</param>
/// <param name="SilentSeconds">From the partner's return to the first drained envelope.</param>
/// <param name="DrainSeconds">From there until nothing was parked; null when something is at midnight.</param>
/// <param name="Accepted">Envelopes accepted.</param>
/// <param name="Delivered">Envelopes delivered.</param>
/// <param name="Waiting">Envelopes that are queued or parked at midnight.</param>
/// <param name="AtSenders">Envelopes that senders keep at midnight to send them again.</param>
/// <param name="Carried">Messages that each namespace of a relay carried, all relays together.</param>
/// <param name="CaughtUpSeconds">From the return of the namespace that was away until senders kept nothing; null when they do at midnight, or none was away.</param>
/// <param name="OthersTaken">While a namespace was away: what the others took, as a share of what was sent for them; null without others or such a time.</param>
public sealed record SimulatedDay(
    SimulationOptions Options, Size Size, IReadOnlyList<Minute> Minutes, IReadOnlyList<double> HourCosts, int Probes, double SilentSeconds, double? DrainSeconds,
    double Accepted, double Delivered, double Waiting, double AtSenders, IReadOnlyList<double> Carried, double? CaughtUpSeconds,
    double? OthersTaken);
