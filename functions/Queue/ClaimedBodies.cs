using Azure;
using Azure.Storage.Blobs;
using Relay.Functions.Storage;

namespace Relay.Functions.Queue;

/// <summary>Packed messages over the queue's size limit lie in Blob storage; the queue carries their names.</summary>
public sealed class ClaimedBodies(BlobContainerClient container) : IClaimedBodies
{
    /// <summary>Stores a body under its message id, which is a digest of its content, and gives the name.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public async Task<string> StoreAsync(string messageId, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        await container.TryCreateAsync(messageId, body, cancel);
        return messageId;
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancel) => container.ReadAsync(name, cancel);

    /// <inheritdoc/>
    public Task RemoveAsync(string name, CancellationToken cancel) =>
        container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancel);

    /// <summary>Removes bodies that were stored before <paramref name="before"/>; gives how many.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var removed = 0;
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancel))
        {
            if (blob.Properties.LastModified >= before)
                continue;

            await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancel);
            removed++;
        }

        return removed;
    }
}
