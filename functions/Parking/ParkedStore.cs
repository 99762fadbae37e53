using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Relay.Functions.Queue;

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
    public async Task StoreAsync(Lane lane, long sequenceNumber, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await container.GetBlobClient(Name(lane, sequenceNumber)).UploadAsync(BinaryData.FromBytes(message), options, cancel);
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            // The message came a second time: the call that stored it did not live to settle it.
        }
    }

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
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancel)
    {
        try
        {
            var content = await container.GetBlobClient(name).DownloadContentAsync(cancel);
            return content.Value.Content.ToMemory();
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

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
