namespace Relay.Local.Scale.Simulation;

/// <summary>A minute of a simulated day, all relays together.</summary>
/// <param name="Index">Minutes since midnight UTC.</param>
/// <param name="Offered">Envelopes a second that partners send for the first time.</param>
/// <param name="Refused">Envelopes a second that are answered 429: a sender over its limit, or a full parking.</param>
/// <param name="Packed">Envelopes to a queue message.</param>
/// <param name="Credits">Messages sent and received a second, in the busiest namespace.</param>
/// <param name="Throttled">Of them, how many a second are refused and tried again, in the namespace with the most.</param>
/// <param name="AgeSeconds">The age of the oldest queued message of any partner in any namespace.</param>
/// <param name="Instances">Instances, accepting and delivering.</param>
/// <param name="ParkedBytes">Bytes parked.</param>
/// <param name="Drained">Envelopes a second that are drained.</param>
/// <param name="Unavailable">Envelopes a second that are answered <c>unavailable</c>, those that are sent again among them.</param>
/// <param name="AtSenders">Envelopes that senders keep to send again.</param>
public sealed record Minute(
    int Index, double Offered, double Refused, double Packed, double Credits, double Throttled, double AgeSeconds, double Instances, double ParkedBytes, double Drained,
    double Unavailable, double AtSenders);
