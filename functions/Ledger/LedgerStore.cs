using System.Globalization;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Ledger;

/// <summary>
/// Final states in Table storage: one row for each batch, so that a hundred envelopes cost one write. The partition is the
/// sending partner and the second of acceptance (a partition takes some 2,000 rows a second), the row key begins with the time of acceptance. Writing a batch twice is
/// writing it once. Rows of one partition that are written at the same time share one transaction.
/// </summary>
public sealed class LedgerStore(TableClient table)
{
    private const string SecondFormat = "yyyyMMddHHmmss";
    private const string Column = "Finals";
    private const int LongestReason = 64;

    // A transaction takes 100 rows and 4 MiB; a row of 100 envelopes takes at most 8 KB.
    private const int MostRows = 100;

    private readonly GroupedWrites<string, TableEntity> _writes = new(MostRows, (_, rows) => WriteGroupAsync(table, rows));

    /// <summary>Writes the final states of a batch.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task WriteAsync(PackedHead head, IReadOnlyList<FinalEntry> finals, CancellationToken cancel)
    {
        var row = new TableEntity(Partition(head.Sender, head.AcceptedAt), RowKey(head)) { [Column] = Encode(finals), ["To"] = head.Lane.Partner };
        return _writes.WriteAsync(row.PartitionKey, row).WaitAsync(cancel);
    }

    /// <summary>The final states of everything of a partner that was accepted from one second to another, both included, in the order of acceptance.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async IAsyncEnumerable<FinalEntry> ReadAsync(
        string sender, DateTimeOffset from, DateTimeOffset to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {Partition(sender, from)} and PartitionKey le {Partition(sender, to)}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
        {
            foreach (var entry in Decode(row.GetBinary(Column)))
                yield return entry;
        }
    }

    /// <summary>Removes rows of envelopes accepted before <paramref name="before"/>; gives how many.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var removed = 0;
        var filter = TableClient.CreateQueryFilter($"Timestamp lt {before}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancel))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancel);
            removed++;
        }

        return removed;
    }

    private static Task WriteGroupAsync(TableClient table, IReadOnlyList<TableEntity> rows)
    {
        if (rows.Count == 1)
            return table.UpsertEntityAsync(rows[0], TableUpdateMode.Replace);

        // A transaction may name a row once: the last write of it is the newest.
        var last = rows.GroupBy(row => row.RowKey, (_, same) => new TableTransactionAction(TableTransactionActionType.UpsertReplace, same.Last()));
        return table.SubmitTransactionAsync(last);
    }

    // id 16 | state 1 | reason length 1, UTF-8
    private static byte[] Encode(IReadOnlyList<FinalEntry> finals)
    {
        using var bytes = new MemoryStream(finals.Count * 18);
        Span<byte> id = stackalloc byte[16];
        foreach (var final in finals)
        {
            final.Id.TryWriteBytes(id, bigEndian: true, out _);
            bytes.Write(id);
            bytes.WriteByte((byte)final.State);
            var reason = Encoding.UTF8.GetBytes(final.Reason ?? "");
            var length = Math.Min(reason.Length, LongestReason);
            bytes.WriteByte((byte)length);
            bytes.Write(reason, 0, length);
        }

        return bytes.ToArray();
    }

    private static List<FinalEntry> Decode(byte[] bytes)
    {
        var finals = new List<FinalEntry>();
        for (var rest = bytes.AsSpan(); rest.Length > 0;)
        {
            var reason = rest[17] == 0 ? null : Encoding.UTF8.GetString(rest.Slice(18, rest[17]));
            finals.Add(new FinalEntry(new Guid(rest[..16], bigEndian: true), (FinalState)rest[16], reason));
            rest = rest[(18 + rest[17])..];
        }

        return finals;
    }

    private static string Partition(string sender, DateTimeOffset time) =>
        $"{sender}-{time.UtcDateTime.ToString(SecondFormat, CultureInfo.InvariantCulture)}";

    private static string RowKey(PackedHead head) =>
        string.Create(CultureInfo.InvariantCulture, $"{head.AcceptedAt.ToUnixTimeMilliseconds():D15}-{head.Batch}");
}
