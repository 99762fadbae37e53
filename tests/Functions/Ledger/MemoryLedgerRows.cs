using System.Runtime.CompilerServices;
using Azure;
using Relay.Functions.Ledger;

namespace Relay.Functions.Tests.Ledger;

/// <summary>The ledger's table in memory, with the order and the conditions of Table storage, and a place to be slow or to fail.</summary>
internal sealed class MemoryLedgerRows(TimeProvider clock) : ILedgerRows
{
    private readonly SortedDictionary<(string Partition, string Key), LedgerRow> _rows = new(Comparer<(string Partition, string Key)>.Create(
        (a, b) => string.CompareOrdinal(a.Partition, b.Partition) is var order and not 0 ? order : string.CompareOrdinal(a.Key, b.Key)));

    private int _version;

    /// <summary>Runs before a write; may move the clock, wait, or throw.</summary>
    public Func<LedgerRow, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs after a write.</summary>
    public Func<LedgerRow, Task> AfterWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs after a row was looked for.</summary>
    public Func<Task> AfterFind { get; set; } = () => Task.CompletedTask;

    /// <summary>Writes so far.</summary>
    public int Writes { get; private set; }

    /// <summary>Reads of ranges so far.</summary>
    public int Reads { get; private set; }

    public IReadOnlyList<LedgerRow> All
    {
        get
        {
            lock (_rows)
                return [.. _rows.Values];
        }
    }

    public Task<bool> InsertAsync(LedgerRow row) => WriteAsync(row, present => present is null);

    public Task PutAsync(LedgerRow row) => WriteAsync(row, _ => true);

    public Task<bool> TryReplaceAsync(LedgerRow row, CancellationToken cancel) => WriteAsync(row, present => present is not null && present.ETag == row.ETag);

    public async Task<LedgerRow?> FindAsync(string partition, string key, CancellationToken cancel)
    {
        LedgerRow? row;
        lock (_rows)
            row = _rows.GetValueOrDefault((partition, key));
        await AfterFind();
        return row;
    }

    public async IAsyncEnumerable<LedgerRow> ReadAsync(LedgerRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        Reads++;
        foreach (var row in All)
        {
            if (IsIn(range, row))
                yield return row;
        }
    }

    public Task<string?> NextPartitionAsync(string from, CancellationToken cancel) =>
        Task.FromResult(All.FirstOrDefault(row => string.CompareOrdinal(row.Partition, from) >= 0)?.Partition);

    public Task<bool> TryRemoveAsync(IReadOnlyList<LedgerRow> rows, CancellationToken cancel)
    {
        lock (_rows)
        {
            if (rows.Any(row => _rows.GetValueOrDefault((row.Partition, row.Key))?.ETag != row.ETag))
                return Task.FromResult(false);
            foreach (var row in rows)
                _rows.Remove((row.Partition, row.Key));
            return Task.FromResult(true);
        }
    }

    private async Task<bool> WriteAsync(LedgerRow row, Func<LedgerRow?, bool> may)
    {
        await BeforeWrite(row);
        lock (_rows)
        {
            if (!may(_rows.GetValueOrDefault((row.Partition, row.Key))))
                return false;
            Writes++;
            _rows[(row.Partition, row.Key)] = row with { ETag = new ETag($"v{++_version}"), WrittenAt = clock.GetUtcNow() };
        }

        await AfterWrite(row);
        return true;
    }

    private static bool IsIn(LedgerRange range, LedgerRow row) =>
        string.CompareOrdinal(row.Partition, range.From) >= 0
        && string.CompareOrdinal(row.Partition, range.To) <= 0
        && (range.After is not { } after || row.Partition != range.From || string.CompareOrdinal(row.Key, after) > 0)
        && (range.Recipient is not { } recipient || row.Key.StartsWith(recipient + ".", StringComparison.Ordinal))
        && (range.Lane is not { } lane || row.Lane == lane || row.Epoch < range.Epoch)
        && (range.WrittenBefore is not { } before || row.WrittenAt < before);
}
