using Azure;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>A parked message as a listing shows it.</summary>
/// <param name="Name">Its name; names of a lane sort in the lane's order.</param>
/// <param name="Sequence">Its place in the lane: the queue's sequence number.</param>
/// <param name="Sender">The partner that sent it; empty for a fence.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="Length">Its bytes.</param>
public readonly record struct ParkedEntry(string Name, long Sequence, string Sender, DateTimeOffset AcceptedAt, long Length);

/// <summary>A parked message's content.</summary>
/// <param name="Message">A packed message.</param>
/// <param name="ETag">Of the content as it was read.</param>
public readonly record struct ParkedMessage(ReadOnlyMemory<byte> Message, ETag ETag);

/// <summary>Parked messages, in order of their sequence numbers.</summary>
public interface IParkedStore
{
    /// <summary>Stores a message unless one of that lane and sequence number is stored.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task StoreAsync(Lane lane, long sequence, PackedHead head, ReadOnlyMemory<byte> message, CancellationToken cancel);

    /// <summary>Replaces a message by what remains of it; false when somebody has replaced or removed it since it was read.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task<bool> TryReplaceAsync(string name, ETag read, ReadOnlyMemory<byte> message, CancellationToken cancel);

    /// <summary>The next messages of a lane after a name (null: from the first), in order; empty at the end.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task<IReadOnlyList<ParkedEntry>> ListAsync(Lane lane, string? after, CancellationToken cancel);

    /// <summary>Reads a message; null when it is gone.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task<ParkedMessage?> ReadAsync(string name, CancellationToken cancel);

    /// <summary>Removes a message; one that is gone stays so.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task RemoveAsync(string name, CancellationToken cancel);

    /// <summary>The name under which a message of this lane, sequence number and head is stored.</summary>
    string NameOf(Lane lane, long sequence, PackedHead head);
}
