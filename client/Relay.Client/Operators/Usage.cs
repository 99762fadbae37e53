using Relay.Client.Usage;

namespace Relay.Client.Operators;

/// <summary>What one partner used in one step of time.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="At">When the step began.</param>
/// <param name="Figures">Its figures.</param>
public sealed record PartnerUsage(string Partner, DateTimeOffset At, UsageFigures Figures);
