using Relay.Functions.Queue;

namespace Relay.Functions.Held;

/// <summary>Why an envelope is held.</summary>
public enum HeldReason : byte
{
    /// <summary>The recipient's provider fails on it again and again, and takes others meanwhile.</summary>
    Rejected = 0,

    /// <summary>It cannot be read as a packed message of any known version.</summary>
    Unreadable = 1,
}

/// <summary>Envelopes that wait for an operator (dead letters). Held is not a final state: a held envelope ends as delivered, refused, expired or erased.</summary>
public interface IHeldEnvelopes
{
    /// <summary>Holds an envelope; durable when it returns. The same envelope twice is one.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    Task HoldAsync(PackedHead head, PackedEnvelope envelope, HeldReason reason, int attempts, CancellationToken cancel);

    /// <summary>Keeps a queue message that cannot be read, whole. The same message twice is one.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    Task KeepUnreadableAsync(string queue, long sequenceNumber, ReadOnlyMemory<byte> message, CancellationToken cancel);
}
