using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Relay.Functions.Storage;

namespace Relay.Functions.Held;

/// <summary>The contents of what is held, one blob each. The blob is written first and remembers when: a second writer takes that time over.</summary>
internal sealed class HeldBlobs(BlobContainerClient container)
{
    private const string HeldAt = "heldat";

    /// <summary>Stores a content unless it is stored; gives when it was stored first, in whole milliseconds.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public async Task<DateTimeOffset> StoreAsync(string partner, string name, ReadOnlyMemory<byte> content, DateTimeOffset now, CancellationToken cancel)
    {
        var blob = container.GetBlobClient(Path(partner, name));
        var milliseconds = now.ToUnixTimeMilliseconds();
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string> { [HeldAt] = milliseconds.ToString(CultureInfo.InvariantCulture) },
        };
        while (true)
        {
            try
            {
                await blob.UploadAsync(BinaryData.FromBytes(content), options, cancel);
                return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            }
            catch (RequestFailedException exists) when (exists.Status == 409)
            {
                // Stored before, by a call that did not live to say so; or removed again in this moment, then it is stored anew.
                if (await FindTimeAsync(partner, name, cancel) is { } first)
                    return first;
            }
        }
    }

    /// <summary>Reads a content; null when there is none.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public Task<ReadOnlyMemory<byte>?> ReadAsync(string partner, string name, CancellationToken cancel) => container.ReadAsync(Path(partner, name), cancel);

    /// <summary>Removes a content; one that is gone stays so.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public Task RemoveAsync(string partner, string name, CancellationToken cancel) =>
        container.DeleteBlobIfExistsAsync(Path(partner, name), cancellationToken: cancel);

    /// <summary>Contents stored before <paramref name="before"/>, with the key that their rows have.</summary>
    /// <exception cref="RequestFailedException">Blob storage did not answer or refused.</exception>
    public async IAsyncEnumerable<(string Partner, string Key)> StoredAsync(
        DateTimeOffset before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.Metadata, cancellationToken: cancel))
        {
            if (blob.Properties.LastModified >= before)
                continue;

            var slash = blob.Name.IndexOf('/', StringComparison.Ordinal);
            yield return (blob.Name[..slash], HeldKeys.KeyOf(Time(blob.Metadata), blob.Name[(slash + 1)..]));
        }
    }

    private async Task<DateTimeOffset?> FindTimeAsync(string partner, string name, CancellationToken cancel)
    {
        try
        {
            var properties = await container.GetBlobClient(Path(partner, name)).GetPropertiesAsync(cancellationToken: cancel);
            return Time(properties.Value.Metadata);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    private static DateTimeOffset Time(IDictionary<string, string> metadata) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(metadata[HeldAt], CultureInfo.InvariantCulture));

    private static string Path(string partner, string name) => $"{partner}/{name}";
}
