using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;

namespace Relay.Functions.Storage;

/// <summary>Creates missing tables and containers before the first request, where the options ask for it.</summary>
internal sealed class StoreCreation(
    TableServiceClient tables,
    BlobServiceClient blobs,
    [FromKeyedServices(StoreNames.MediaContainer)] BlobServiceClient media,
    IOptions<RelayOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancel)
    {
        if (!options.Value.CreateStores)
            return;

        await Task.WhenAll(
            StoreNames.Tables.Select(name => (Task)tables.CreateTableIfNotExistsAsync(name, cancel))
                .Concat(StoreNames.Containers.Select(name => ServiceOf(name).GetBlobContainerClient(name).CreateIfNotExistsAsync(cancellationToken: cancel))));
    }

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;

    private BlobServiceClient ServiceOf(string container) => container == StoreNames.MediaContainer ? media : blobs;
}
