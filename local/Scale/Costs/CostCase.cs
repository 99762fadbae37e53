namespace Relay.Local.Scale.Costs;

/// <summary>A month of a relay whose bill is asked for.</summary>
/// <param name="Envelopes">Envelopes a month, more than 0.</param>
/// <param name="Packed">Envelopes to a queue message, and to a request, 1 to the most of a request.</param>
/// <param name="Tier">The tier of Service Bus.</param>
/// <param name="HasMedia">Whether a share of the envelopes names media.</param>
public sealed record CostCase(double Envelopes, double Packed, BusTier Tier, bool HasMedia);
