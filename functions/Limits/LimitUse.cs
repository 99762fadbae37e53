namespace Relay.Functions.Limits;

/// <summary>How much of a rate is left in this instance.</summary>
/// <param name="Name">The limit.</param>
/// <param name="Unit">What its numbers count.</param>
/// <param name="Limit">On average.</param>
/// <param name="Burst">At once after a pause.</param>
/// <param name="Available">What could be taken now.</param>
public sealed record LimitUse(string Name, string Unit, long Limit, long Burst, long Available);

/// <summary>A limit as it is for one partner.</summary>
/// <param name="Name">The limit.</param>
/// <param name="Scope">partner, or pair: each recipient's partner by itself.</param>
/// <param name="Unit">What its numbers count.</param>
/// <param name="Limit">Its number: that of the table or the agreement's quota, whichever is lower.</param>
/// <param name="Burst">At once after a pause; for rates.</param>
/// <param name="Available">What could be taken now at the instance that answers; for the partner's own rates.</param>
/// <param name="IsQuota">Whether the number is the agreement's quota.</param>
public sealed record LimitInForce(string Name, string Scope, string Unit, long Limit, long? Burst, long? Available, bool IsQuota);
