namespace Relay.Chaos.Evidence;

/// <summary>One time that a partner took an envelope. A delivery that the partner refused or asked for again is none.</summary>
/// <param name="Key">The envelope.</param>
/// <param name="To">The partner that took it.</param>
/// <param name="At">When the request with it began.</param>
/// <param name="ExpiresAt">Until when it was to be delivered, as the delivery says.</param>
/// <param name="IsIntact">Whether addresses and content are what was sent.</param>
internal readonly record struct Arrival(EnvelopeKey Key, string To, DateTimeOffset At, DateTimeOffset ExpiresAt, bool IsIntact);
