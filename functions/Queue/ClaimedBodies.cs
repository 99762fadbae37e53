using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Relay.Functions.Queue;

/// <summary>Packed messages over the queue's size limit lie in Blob storage; the queue carries their names.</summary>
public sealed class ClaimedBodies(BlobContainerClient container)
{
    /// <summary>Stores a body under a name made from its content's digest; storing it twice is storing it once.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public async Task<string> StoreAsync(string messageId, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var name = messageId;
        var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(body), options, cancel);
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            // A retry of the same request: the same name is the same content.
        }

        return name;
    }

    /// <summary>Reads a body; null when it is gone (already delivered, or past its retention).</summary>
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

    /// <summary>Removes a body after its envelopes ended.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public Task RemoveAsync(string name, CancellationToken cancel) =>
        container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancel);
}
