using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Relay.Functions.Storage;

/// <summary>What packed messages need of Blob storage.</summary>
internal static class BlobContents
{
    /// <summary>Stores bytes under a name; false when there is a blob of that name: the same name is the same content.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public static async Task<bool> TryCreateAsync(
        this BlobContainerClient container, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancel, IDictionary<string, string>? metadata = null)
    {
        var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, Metadata = metadata };
        try
        {
            await container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(bytes), options, cancel);
            return true;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            // Stored by a call before this one, which did not live to say so.
            return false;
        }
    }

    /// <summary>Reads a blob; null when there is none.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(this BlobContainerClient container, string name, CancellationToken cancel)
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
}
