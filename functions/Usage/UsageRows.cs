using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure.Data.Tables;

namespace Relay.Functions.Usage;

/// <summary>
/// Usage in Table storage. An instance writes rows of its own, whole, and is known by a name that no other has had, so that nothing is
/// ever added to a row that somebody else writes too.
/// <code>
/// partition   {partner}
/// row         m{yyyyMMddHHmm}-{instance}   of a minute
///             h{yyyyMMddHH}-{instance}     of an hour
/// </code>
/// </summary>
internal sealed class UsageRows(TableClient table) : IUsageRows
{
    private const string FiguresColumn = "Figures";
    private const string MinuteFormat = "yyyyMMddHHmm";
    private const string HourFormat = "yyyyMMddHH";
    private const int RemovedAtOnce = 100;

    private readonly string _instance = Guid.NewGuid().ToString("N");

    /// <inheritdoc/>
    public Task PutAsync(UsageKey key, UsageFigures figures, CancellationToken cancel)
    {
        var row = new TableEntity(key.Partner, $"{Name(key.Span, key.Start)}-{_instance}")
        {
            [FiguresColumn] = JsonSerializer.Serialize(figures, UsageJson.Default.UsageFigures),
        };
        return table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<(DateTimeOffset Start, UsageFigures Figures)> ReadAsync(
        string partner, UsageSpan span, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partner} and RowKey ge {Name(span, from)} and RowKey lt {Name(span, to)}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            yield return (StartOf(row.RowKey), JsonSerializer.Deserialize(row.GetString(FiguresColumn)!, UsageJson.Default.UsageFigures)!);
    }

    /// <inheritdoc/>
    public async Task<int> RemoveAsync(string partner, UsageSpan span, DateTimeOffset before, CancellationToken cancel)
    {
        var removed = 0;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partner} and RowKey ge {Mark(span)} and RowKey lt {Name(span, before)}");
        await foreach (var rows in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancel).Chunk(RemovedAtOnce))
        {
            await table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row)), cancel);
            removed += rows.Length;
        }

        return removed;
    }

    private static string Mark(UsageSpan span) => span == UsageSpan.Minute ? "m" : "h";

    private static string Name(UsageSpan span, DateTimeOffset start) =>
        Mark(span) + start.UtcDateTime.ToString(span == UsageSpan.Minute ? MinuteFormat : HourFormat, CultureInfo.InvariantCulture);

    private static DateTimeOffset StartOf(string rowKey)
    {
        var format = rowKey[0] == 'm' ? MinuteFormat : HourFormat;
        return DateTimeOffset.ParseExact(rowKey.AsSpan(1, format.Length), format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}
