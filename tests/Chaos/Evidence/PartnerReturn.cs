namespace Relay.Chaos.Evidence;

/// <summary>A partner behaves well again after it had not.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="At">Since when.</param>
/// <param name="Until">When it next misbehaved, or the run's end.</param>
internal readonly record struct PartnerReturn(string Partner, DateTimeOffset At, DateTimeOffset Until);
