using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Microsoft.Extensions.Options;
using Relay.Functions.Storage;

namespace Relay.Functions.Media;

/// <summary>
/// Grants for one blob: to create it (never to overwrite), or to read it. Signed with a user delegation key where the relay
/// has an identity, with the account key where the connection string holds one (one machine).
/// </summary>
public sealed class MediaGrants(BlobServiceClient service, BlobContainerClient container, StorageConnections connections, IOptions<MediaOptions> options, TimeProvider clock)
{
    // A delegation key may live for 7 days; a short one, renewed early, limits what a leak is worth.
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(6);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _renewal = new(1);
    private UserDelegationKey? _delegation;

    /// <summary>A grant to create the blob once.</summary>
    /// <exception cref="RequestFailedException">Blob storage gave no delegation key.</exception>
    public Task<(Uri Url, DateTimeOffset ExpiresAt)> UploadAsync(string name, CancellationToken cancel) => GrantAsync(name, BlobSasPermissions.Create, cancel);

    /// <summary>A grant to read the blob.</summary>
    /// <exception cref="RequestFailedException">Blob storage gave no delegation key.</exception>
    public Task<(Uri Url, DateTimeOffset ExpiresAt)> DownloadAsync(string name, CancellationToken cancel) => GrantAsync(name, BlobSasPermissions.Read, cancel);

    private async Task<(Uri Url, DateTimeOffset ExpiresAt)> GrantAsync(string name, BlobSasPermissions permission, CancellationToken cancel)
    {
        var blob = container.GetBlobClient(name);
        var now = clock.GetUtcNow();
        var expires = now.AddMinutes(options.Value.GrantMinutes);
        var sas = new BlobSasBuilder(permission, expires)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            StartsOn = now - ClockSkew,
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };
        if (!connections.UsesIdentity)
            return (blob.GenerateSasUri(sas), expires);

        var key = await DelegationAsync(expires, cancel);
        var url = new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key, service.AccountName) };
        return (url.ToUri(), expires);
    }

    private async Task<UserDelegationKey> DelegationAsync(DateTimeOffset until, CancellationToken cancel)
    {
        if (_delegation is { } present && present.SignedExpiresOn > until)
            return present;

        await _renewal.WaitAsync(cancel);
        try
        {
            if (_delegation is { } renewed && renewed.SignedExpiresOn > until)
                return renewed;

            var now = clock.GetUtcNow();
            _delegation = (await service.GetUserDelegationKeyAsync(now - ClockSkew, now + KeyLife, cancel)).Value;
            return _delegation;
        }
        finally
        {
            _renewal.Release();
        }
    }
}
