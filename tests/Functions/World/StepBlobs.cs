using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace Relay.Functions.Tests.World;

/// <summary>The names of blobs in memory: put, granted, removed. Removals go through <see cref="StoreCalls"/>.</summary>
internal sealed class StepBlobs(StoreCalls calls) : BlobContainerClient
{
    /// <summary>The blobs that are there.</summary>
    public SortedSet<string> All { get; } = new(StringComparer.Ordinal);

    public override string Name => "media";

    public override BlobClient GetBlobClient(string blobName) => new Blob(this, blobName);

    private sealed class Blob(StepBlobs blobs, string name) : BlobClient
    {
        public override string Name => name;

        public override string BlobContainerName => blobs.Name;

        public override Uri Uri => new($"https://blobs.example/{blobs.Name}/{name}");

        public override Uri GenerateSasUri(BlobSasBuilder builder) => new($"{Uri}?sp={builder.Permissions}");

        public override Task<Response<bool>> DeleteIfExistsAsync(
            DeleteSnapshotsOption snapshotsOption = default, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
            blobs.Calls.RunAsync(() => Response.FromValue(blobs.All.Remove(name), null!));
    }

    private StoreCalls Calls { get; } = calls;
}
