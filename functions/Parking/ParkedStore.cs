using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Parking;

/// <summary>
/// Parked queue messages in Blob storage, one blob each, named partner/lane/sequence number: parking twice is parking once,
/// and the order of names is the order of the lane.
/// </summary>
public sealed class ParkedStore(BlobContainerClient container)
{
    private const int Page = 64;

    /// <summary>Stores a message unless it is stored already.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public Task StoreAsync(Lane lane, long sequenceNumber, ReadOnlyMemory<byte> message, CancellationToken cancel) =>
        container.CreateAsync(Name(lane, sequenceNumber), message, cancel);

    /// <summary>Replaces a parked message by what remains of it.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public Task ReplaceAsync(string name, ReadOnlyMemory<byte> message, CancellationToken cancel) =>
        container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(message), overwrite: true, cancel);

    /// <summary>The names of a lane's first parked messages, in order; empty when there are none.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public async Task<IReadOnlyList<string>> FirstAsync(Lane lane, CancellationToken cancel)
    {
        await foreach (var page in container.GetBlobsAsync(prefix: Prefix(lane), cancellationToken: cancel).AsPages(pageSizeHint: Page))
            return [.. page.Values.Select(blob => blob.Name)];
        return [];
    }

    /// <summary>Reads a parked message; null when another instance has removed it.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancel) => container.ReadAsync(name, cancel);

    /// <summary>Removes a parked message.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public Task RemoveAsync(string name, CancellationToken cancel) =>
        container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancel);

    /// <summary>Removes the parked message of a sequence number.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public Task RemoveAsync(Lane lane, long sequenceNumber, CancellationToken cancel) => RemoveAsync(Name(lane, sequenceNumber), cancel);

    private static string Prefix(Lane lane) => $"{lane.Partner}/{lane.Key}/";

    private static string Name(Lane lane, long sequenceNumber) => Prefix(lane) + sequenceNumber.ToString("D20", CultureInfo.InvariantCulture);
}
