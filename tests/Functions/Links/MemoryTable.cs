using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace Relay.Functions.Tests.Links;

/// <summary>A table in memory, with ETags: what the stores under test ask of Table storage.</summary>
internal sealed class MemoryTable : TableClient
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Partition, string Row), TableEntity> _rows = [];
    private int _version;

    /// <summary>Every call, by its method.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Runs before a row is written: another writer gets in between there.</summary>
    public Func<Task>? BeforeUpdate { get; set; }

    public IReadOnlyList<TableEntity> Rows
    {
        get
        {
            lock (_gate)
                return [.. _rows.Values];
        }
    }

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Calls.Add("get");
            return Task.FromResult<NullableResponse<T>>(
                _rows.TryGetValue((partitionKey, rowKey), out var row) ? Response.FromValue((T)(ITableEntity)Copy(row), Empty(200, row.ETag)) : new Nothing<T>());
        }
    }

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Calls.Add("add");
            return _rows.ContainsKey((entity.PartitionKey, entity.RowKey)) ? throw new RequestFailedException(409, "It exists.") : Task.FromResult(Write(entity));
        }
    }

    public override async Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        if (BeforeUpdate is { } before)
        {
            BeforeUpdate = null;
            await before();
        }

        lock (_gate)
        {
            Calls.Add("update");
            if (!_rows.TryGetValue((entity.PartitionKey, entity.RowKey), out var row))
                throw new RequestFailedException(404, "It does not exist.");
            return ifMatch == row.ETag ? Write(entity) : throw new RequestFailedException(412, "It has changed.");
        }
    }

    public override Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Calls.Add("upsert");
            return Task.FromResult(Write(entity));
        }
    }

    public override Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Calls.Add("delete");
            _rows.Remove((partitionKey, rowKey));
            return Task.FromResult(Empty(204, default));
        }
    }

    /// <summary>By a range of partitions.</summary>
    public override AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        var parts = filter!.Split('\'');
        Assert.Equal(["PartitionKey ge ", " and PartitionKey lt "], [parts[0], parts[2]]);
        lock (_gate)
        {
            Calls.Add("query");
            var found = _rows.Values.Where(row => string.CompareOrdinal(row.PartitionKey, parts[1]) >= 0 && string.CompareOrdinal(row.PartitionKey, parts[3]) < 0);
            return AsyncPageable<T>.FromPages([Page<T>.FromValues([.. found.Select(row => (T)(ITableEntity)Copy(row))], null, Empty(200, default))]);
        }
    }

    private Response Write(ITableEntity entity)
    {
        var row = Copy((TableEntity)entity);
        row.ETag = new ETag($"{++_version}");
        _rows[(row.PartitionKey, row.RowKey)] = row;
        return Empty(204, row.ETag);
    }

    private static TableEntity Copy(TableEntity row) => new(row) { ETag = row.ETag };

    private static Response Empty(int status, ETag etag) => new EmptyResponse(status, etag);

    private sealed class Nothing<T> : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("There is no row.");

        public override Response GetRawResponse() => Empty(404, default);
    }

    private sealed class EmptyResponse(int status, ETag etag) : Response
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
