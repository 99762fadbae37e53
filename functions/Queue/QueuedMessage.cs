namespace Relay.Functions.Queue;

/// <summary>A message as the queue trigger gives it.</summary>
/// <param name="Queue">The queue it came from.</param>
/// <param name="Body">The packed message.</param>
/// <param name="SequenceNumber">The queue's number: the message's place in its lane.</param>
/// <param name="DeliveryCount">From 1; above it an earlier call did not come to its end.</param>
public readonly record struct QueuedMessage(string Queue, ReadOnlyMemory<byte> Body, long SequenceNumber, int DeliveryCount)
{
    /// <summary>The W3C context of the request that it came from; null where it carries none.</summary>
    public string? TraceParent { get; init; }
}
