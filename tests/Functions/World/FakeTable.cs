using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace Relay.Functions.Tests.World;

/// <summary>
/// A table in memory with the conditions of Table storage: create-only, ETags, transactions, filters, sizes. What happens before, after or
/// in place of a call is decided by those that inherit it.
/// </summary>
internal abstract class FakeTable(TimeProvider? clock = null) : TableClient
{
    private const int MostBytes = 64 * 1024;

    private readonly SortedDictionary<string, TableEntity> _rows = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>Everything that is stored, by partition and row.</summary>
    public IReadOnlyList<TableEntity> Rows
    {
        get
        {
            lock (Gate)
                return [.. _rows.Values];
        }
    }

    /// <summary>Held while a call is carried out.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>Changes a stored row behind the program's back.</summary>
    public void Tamper(string partition, string row, Action<TableEntity> change) => change(_rows[Key(partition, row)]);

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
        CallAsync<NullableResponse<T>>("get", null, () => Find(partitionKey, rowKey) is { } row ? Found<T>(row) : new Nothing<T>());

    public override Task<Response<T>> GetEntityAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
        CallAsync("get", null, () => Find(partitionKey, rowKey) is { } row ? Found<T>(row) : throw new RequestFailedException(404, "There is no row."));

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
        WriteAsync("add", new TableTransactionAction(TableTransactionActionType.Add, entity));

    public override Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        Assert.Equal(TableUpdateMode.Replace, mode);
        return WriteAsync("update", new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, ifMatch));
    }

    public override Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        Assert.Equal(TableUpdateMode.Replace, mode);
        return WriteAsync("upsert", new TableTransactionAction(TableTransactionActionType.UpsertReplace, entity));
    }

    // The client answers 404 as it is: what is gone stays gone.
    public override Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) => CallAsync<Response>("delete", null, () =>
        Find(partitionKey, rowKey) is { } row
            ? Apply(new TableTransactionAction(TableTransactionActionType.Delete, row, ifMatch == default ? ETag.All : ifMatch))
            : new Answer(204, default));

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
        CallAsync("transaction", null, () =>
        {
            var actions = transactionActions.ToList();
            Assert.InRange(actions.Count, 1, 100);
            Assert.Equal(actions.Count, actions.DistinctBy(action => action.Entity.RowKey).Count());
            Assert.Single(actions.DistinctBy(action => action.Entity.PartitionKey));
            actions.ForEach(Check);
            return Response.FromValue<IReadOnlyList<Response>>([.. actions.Select(Apply)], new Answer(202, default));
        });

    public override AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
        new Matches<T>(() => CallAsync<IReadOnlyList<T>>("query", null, () => [.. _rows.Values.Where(row => RowFilter.Takes(filter, row)).Select(row => (T)(ITableEntity)Copy(row))]));

    /// <summary>Carries a call out.</summary>
    /// <param name="method">get, add, update, upsert, delete, transaction or query.</param>
    /// <param name="row">What add, update and upsert write.</param>
    /// <param name="call">Its effect and its answer.</param>
    protected abstract Task<T> RunAsync<T>(string method, TableEntity? row, Func<T> call);

    private Task<Response> WriteAsync(string method, TableTransactionAction action) => CallAsync<Response>(method, (TableEntity)action.Entity, () => Apply(action));

    private Task<T> CallAsync<T>(string method, TableEntity? row, Func<T> call) => RunAsync(method, row, () =>
    {
        lock (Gate)
            return call();
    });

    private void Check(TableTransactionAction action)
    {
        var present = Find(action.Entity.PartitionKey, action.Entity.RowKey);
        var status = action.ActionType switch
        {
            TableTransactionActionType.Add => present is null ? 0 : 409,
            TableTransactionActionType.UpsertReplace => 0,
            TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete => present is null ? 404 : action.ETag == ETag.All || action.ETag == present.ETag ? 0 : 412,
            _ => throw new NotSupportedException(),
        };
        if (status != 0)
            throw new RequestFailedException(status, "The condition does not hold.");
    }

    private Answer Apply(TableTransactionAction action)
    {
        Check(action);
        var row = Copy((TableEntity)action.Entity);
        if (action.ActionType == TableTransactionActionType.Delete)
        {
            _rows.Remove(Key(row.PartitionKey, row.RowKey));
            return new Answer(204, default);
        }

        Assert.All(row.Select(column => column.Value).OfType<byte[]>(), bytes => Assert.InRange(bytes.Length, 0, MostBytes));
        row.ETag = new ETag($"{++_version}");
        if (clock is not null)
            row.Timestamp = clock.GetUtcNow();
        _rows[Key(row.PartitionKey, row.RowKey)] = row;
        return new Answer(204, row.ETag);
    }

    private TableEntity? Find(string partition, string row) => _rows.GetValueOrDefault(Key(partition, row));

    private static Response<T> Found<T>(TableEntity row) => Response.FromValue((T)(ITableEntity)Copy(row), new Answer(200, row.ETag));

    private static string Key(string partition, string row) => partition + "\0" + row;

    private static TableEntity Copy(TableEntity row) => new(row) { ETag = row.ETag };

    private sealed class Matches<T>(Func<Task<IReadOnlyList<T>>> read) : AsyncPageable<T>
        where T : notnull
    {
        // Not by pages: the base class leaves the schedule's thread between them.
        public override async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            foreach (var row in await read())
                yield return row;
        }

        public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null) => throw new NotSupportedException();
    }

    private sealed class Nothing<T> : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("There is no row.");

        public override Response GetRawResponse() => new Answer(404, default);
    }

    private sealed class Answer(int status, ETag etag) : Response
    {
        public override int Status => status;

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [new HttpHeader("ETag", etag.ToString("H"))];

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            value = name.Equals("ETag", StringComparison.OrdinalIgnoreCase) && etag != default ? etag.ToString("H") : null;
            return value is not null;
        }

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = TryGetHeader(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}
