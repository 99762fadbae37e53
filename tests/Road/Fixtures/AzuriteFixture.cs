using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Functions.Held;
using Relay.Functions.Storage;
using Relay.Local.Stack;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Azurite alone, for tests of one store.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-azurite-");
    private AzuriteProcess _process = null!;

    public TableClient HeldTable { get; private set; } = null!;

    public BlobContainerClient HeldContainer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _process = await AzuriteProcess.StartAsync(_folder.FullName, 0, 0);
        HeldTable = new TableClient(_process.ConnectionString, StoreNames.HeldTable);
        HeldContainer = new BlobContainerClient(_process.ConnectionString, StoreNames.HeldContainer);
        await HeldTable.CreateIfNotExistsAsync();
        await HeldContainer.CreateIfNotExistsAsync();
    }

    public HeldStore HeldStore(TimeProvider? clock = null) => new(HeldTable, HeldContainer, Keys.Any(), clock ?? TimeProvider.System, NullLogger<HeldStore>.Instance);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
