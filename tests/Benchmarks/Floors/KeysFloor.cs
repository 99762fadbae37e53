using System.Diagnostics;
using Azure.Data.Tables;
using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Signatures;

namespace Relay.Benchmarks.Floors;

/// <summary>The least that publishing and claiming keys can cost: the signature checks and the table's own time for the same bytes.</summary>
internal sealed class KeysFloor(string connection)
{
    private const int PageKeys = 16;
    private const int DeviceRowBytes = 6 * 1024;

    private readonly TableClient _table = new(connection, "keysfloor");

    /// <summary>Milliseconds of the middle one of so many uploads: a check for each KEM key and one more, and a transaction.</summary>
    public async Task<double> UploadsAsync(int uploads, int keys, CancellationToken cancel)
    {
        await _table.CreateIfNotExistsAsync(cancel);
        using var signer = SigningKey.CreateEd25519("floor");
        var key = KeysLoad.KemKey();
        var signature = new byte[64];
        signer.Sign(key, signature);
        var times = new List<double>();
        for (var upload = 0; upload < uploads; upload++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i <= keys; i++)
            {
                if (!signer.Public.Verify(key, signature))
                    throw new InvalidOperationException("A good signature does not hold.");
            }

            var partition = Guid.NewGuid().ToString("N");
            await _table.SubmitTransactionAsync(
                [
                    new TableTransactionAction(TableTransactionActionType.Add, Row(partition, "d", DeviceRowBytes)),
                    .. Enumerable.Range(0, (keys + PageKeys - 1) / PageKeys)
                        .Select(page => new TableTransactionAction(TableTransactionActionType.Add, Row(partition, $"k{page}", KeysLoad.KyberBytes * Math.Min(PageKeys, keys - (page * PageKeys))))),
                ],
                cancel);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Statistics.Median(times);
    }

    /// <summary>How many reads and conditional updates of one row a second there are, one after the other.</summary>
    public async Task<double> UpdatesAsync(int updates, CancellationToken cancel)
    {
        var partition = Guid.NewGuid().ToString("N");
        await _table.AddEntityAsync(Row(partition, "d", DeviceRowBytes), cancel);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < updates; i++)
        {
            var row = (await _table.GetEntityAsync<TableEntity>(partition, "d", cancellationToken: cancel)).Value;
            await _table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancel);
        }

        return updates / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static TableEntity Row(string partition, string row, int bytes) => new(partition, row) { ["Bytes"] = new byte[bytes] };
}
