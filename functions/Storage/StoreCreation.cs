using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;

namespace Relay.Functions.Storage;

/// <summary>Creates missing tables and containers before the first request, where the options ask for it.</summary>
internal sealed class StoreCreation(TableServiceClient tables, BlobServiceClient blobs, IOptions<RelayOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancel)
    {
        if (!options.Value.CreateStores)
            return;

        await Task.WhenAll(
            StoreNames.Tables.Select(name => (Task)tables.CreateTableIfNotExistsAsync(name, cancel))
                .Concat(StoreNames.Containers.Select(name => blobs.GetBlobContainerClient(name).CreateIfNotExistsAsync(cancellationToken: cancel))));
    }

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;
}
