using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Relay.Benchmarks.Load;

/// <summary>
/// Somebody who has nothing to do with the relay and stores as much as parking does: for each message a new blob and a change of a
/// row. What it costs others is the storage's own.
/// </summary>
internal sealed class StorageLoad
{
    private const int MessageBytes = 1_500;
    private const int Lanes = 64;
    private const string Partition = "bystander";

    private readonly BlobContainerClient _blobs;
    private readonly TableClient _rows;
    private readonly BinaryData _message = BinaryData.FromBytes(new byte[MessageBytes]);
    private readonly ETag[] _versions = new ETag[Lanes];
    private int _stored;

    private StorageLoad(BlobContainerClient blobs, TableClient rows) => (_blobs, _rows) = (blobs, rows);

    public static async Task<StorageLoad> StartAsync(string connection, CancellationToken cancel)
    {
        var load = new StorageLoad(new BlobContainerClient(connection, Partition), new TableClient(connection, Partition));
        await load._blobs.CreateIfNotExistsAsync(cancellationToken: cancel);
        await load._rows.CreateIfNotExistsAsync(cancel);
        for (var lane = 0; lane < Lanes; lane++)
            load._versions[lane] = (await load._rows.AddEntityAsync(load.Row(lane), cancel)).Headers.ETag!.Value;
        return load;
    }

    /// <summary>Stores so many messages, so many a second.</summary>
    public async Task RunAsync(int count, double perSecond)
    {
        var begin = Stopwatch.GetTimestamp();
        var lanes = Enumerable.Range(0, Lanes).Select(_ => Task.CompletedTask).ToArray();
        for (var i = 0; i < count; i++)
        {
            var due = begin + (long)(i / perSecond * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
                await Task.Delay(1);
            var lane = i % Lanes;
            lanes[lane] = StoreAsync(lane, lanes[lane], _stored++);
        }

        await Task.WhenAll(lanes);
    }

    private async Task StoreAsync(int lane, Task before, int number)
    {
        await before;
        await _blobs.UploadBlobAsync($"{lane}/{number:D20}", _message);
        _versions[lane] = (await _rows.UpdateEntityAsync(Row(lane), _versions[lane], TableUpdateMode.Replace)).Headers.ETag!.Value;
    }

    private TableEntity Row(int lane) => new(Partition, $"{lane}")
    {
        ["Mode"] = 0,
        ["LastSequence"] = (long)_stored,
        ["Bytes"] = "{\"sender\":1500}",
        ["NextExpiry"] = DateTimeOffset.UtcNow,
    };
}
