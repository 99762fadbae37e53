namespace Relay.Functions.Limits;

/// <summary>How much of a rate is left in this instance.</summary>
/// <param name="Name">The limit.</param>
/// <param name="Unit">What its numbers count.</param>
/// <param name="Limit">On average.</param>
/// <param name="Burst">At once after a pause.</param>
/// <param name="Available">What could be taken now.</param>
public sealed record LimitUse(string Name, string Unit, long Limit, long Burst, long Available);
