using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace Relay.Functions.Tests.World;

/// <summary>A table in memory with the conditions of Table storage: create-only, ETags, filters. Every call goes through <see cref="StoreCalls"/>.</summary>
internal sealed class StepTable(StoreCalls calls, TimeProvider clock) : TableClient
{
    private readonly SortedDictionary<string, TableEntity> _rows = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>Everything that is stored, by partition and row.</summary>
    public IReadOnlyList<TableEntity> All => [.. _rows.Values];

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
        calls.RunAsync<NullableResponse<T>>(() => _rows.TryGetValue(Key(partitionKey, rowKey), out var row) ? Response.FromValue((T)(ITableEntity)Copy(row), new Answer(200, row.ETag)) : new Nothing<T>());

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
        calls.RunAsync<Response>(() => _rows.ContainsKey(Key(entity.PartitionKey, entity.RowKey)) ? throw new RequestFailedException(409, "It exists.") : Write(entity));

    public override Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        Assert.Equal(TableUpdateMode.Replace, mode);
        return calls.RunAsync<Response>(() =>
        {
            Check(entity.PartitionKey, entity.RowKey, ifMatch, missing: 404);
            return Write(entity);
        });
    }

    public override Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        Assert.Equal(TableUpdateMode.Replace, mode);
        return calls.RunAsync<Response>(() => Write(entity));
    }

    public override Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) => calls.RunAsync<Response>(() =>
    {
        // The client answers 404 as it is: what is gone stays gone.
        Check(partitionKey, rowKey, ifMatch == default ? ETag.All : ifMatch, missing: 0);
        _rows.Remove(Key(partitionKey, rowKey));
        return new Answer(204, default);
    });

    public override AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
        new Found<T>(() => calls.RunAsync<IReadOnlyList<T>>(() => [.. _rows.Values.Where(row => RowFilter.Takes(filter, row)).Select(row => (T)(ITableEntity)Copy(row))]));

    private void Check(string partition, string row, ETag ifMatch, int missing)
    {
        if (!_rows.TryGetValue(Key(partition, row), out var present))
        {
            if (missing != 0)
                throw new RequestFailedException(missing, "It does not exist.");
        }
        else if (ifMatch != ETag.All && ifMatch != present.ETag)
        {
            throw new RequestFailedException(412, "It has changed.");
        }
    }

    private Answer Write(ITableEntity entity)
    {
        var row = Copy((TableEntity)entity);
        row.ETag = new ETag($"{++_version}");
        row.Timestamp = clock.GetUtcNow();
        _rows[Key(row.PartitionKey, row.RowKey)] = row;
        return new Answer(204, row.ETag);
    }

    private static string Key(string partition, string row) => partition + "/" + row;

    private static TableEntity Copy(TableEntity row) => new(row) { ETag = row.ETag, Timestamp = row.Timestamp };

    private sealed class Found<T>(Func<Task<IReadOnlyList<T>>> read) : AsyncPageable<T>
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
