using Azure;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>A parked message as a listing shows it.</summary>
/// <param name="Name">Its name; names of a lane sort in the lane's order.</param>
/// <param name="Sequence">Its place in the lane: the queue's sequence number.</param>
/// <param name="Sender">The partner that sent it; empty for a fence.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="ExpiresAt">When the first of its envelopes expired or will, of those it had when it was parked.</param>
/// <param name="Length">Its bytes.</param>
public readonly record struct ParkedEntry(string Name, long Sequence, string Sender, DateTimeOffset AcceptedAt, DateTimeOffset ExpiresAt, long Length);

/// <summary>A message to be parked.</summary>
/// <param name="Lane">Its lane.</param>
/// <param name="Sequence">The queue's number: its place in the lane.</param>
/// <param name="Head">Its head.</param>
/// <param name="ExpiresAt">When the first of its envelopes expires.</param>
/// <param name="Message">A packed message.</param>
public readonly record struct Parcel(Lane Lane, long Sequence, PackedHead Head, DateTimeOffset ExpiresAt, ReadOnlyMemory<byte> Message);

/// <summary>A parked message's content.</summary>
/// <param name="Message">A packed message.</param>
/// <param name="ETag">Of the content as it was read.</param>
/// <param name="Trace">The W3C id of the span under which it was parked; null where that was not traced.</param>
public readonly record struct ParkedMessage(ReadOnlyMemory<byte> Message, ETag ETag, string? Trace = null);

/// <summary>Some of a lane's parked messages.</summary>
/// <param name="Entries">In order.</param>
/// <param name="Next">Leads to the page after; null when this is the last.</param>
public readonly record struct ParkedPage(IReadOnlyList<ParkedEntry> Entries, string? Next);

/// <summary>Parked messages, in order of their sequence numbers.</summary>
public interface IParkedStore
{
    /// <summary>Stores a message under its name unless it is stored; gives the name, and whether it was there.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task<(string Name, bool WasThere)> StoreAsync(Parcel parcel, CancellationToken cancel);

    /// <summary>Replaces a message by what remains of it; false when somebody has replaced or removed it since it was read.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task<bool> TryReplaceAsync(string name, ParkedMessage read, ReadOnlyMemory<byte> message, CancellationToken cancel);

    /// <summary>A page of a lane's messages, in order.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="next">What the page before said of the next; null for the first.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task<ParkedPage> ListAsync(Lane lane, string? next, CancellationToken cancel);

    /// <summary>Reads a message; null when it is gone.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task<ParkedMessage?> ReadAsync(string name, CancellationToken cancel);

    /// <summary>Removes a message; one that is gone stays so.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    Task RemoveAsync(string name, CancellationToken cancel);
}
