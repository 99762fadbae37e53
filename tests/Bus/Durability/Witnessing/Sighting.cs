namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>A message as a receiver got it.</summary>
/// <param name="Place">What it was received from: <see cref="Places.Waiting"/>, by number, or the dead letters.</param>
/// <param name="Note">The property that abandoning and deferring change.</param>
/// <param name="Reason">The dead-letter reason.</param>
/// <param name="Taken">It was removed before it was sent (receive and delete).</param>
/// <param name="Intact">Its bytes are those that were sent.</param>
internal sealed record Sighting(
    string Queue,
    string Id,
    Places Place,
    long SequenceNumber,
    long EnqueuedSequenceNumber,
    DateTimeOffset EnqueuedAt,
    int DeliveryCount,
    DateTimeOffset SeenAt,
    string? Note = null,
    string? Reason = null,
    bool Taken = false,
    bool Intact = true);
