using Azure;

namespace Relay.Functions.Queue;

/// <summary>Packed messages over the queue's size limit, as delivery needs them.</summary>
public interface IClaimedBodies
{
    /// <summary>Reads a body; null when it is gone (its envelopes have ended, or it is past its retention).</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancel);

    /// <summary>Removes a body after its envelopes ended.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task RemoveAsync(string name, CancellationToken cancel);
}
