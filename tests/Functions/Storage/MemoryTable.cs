using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Data.Tables;

namespace Relay.Functions.Tests.Storage;

/// <summary>A call to a table, without what it was about.</summary>
internal readonly record struct TableCall(string Table, string Operation);

/// <summary>
/// A table in memory with the conditions of Table storage: create-only, ETags, queries for a partition or for all before a name. Every
/// call is noted before it is carried out.
/// </summary>
internal sealed class MemoryTable(string name, ConcurrentQueue<TableCall>? calls = null) : TableClient
{
    private readonly SortedDictionary<(string Partition, string Row), TableEntity> _rows = new(new Ordinal());
    private int _version;

    /// <summary>Runs before a write; may throw, or write itself.</summary>
    public Action<TableEntity> BeforeWrite { get; set; } = _ => { };

    /// <summary>Everything that is stored.</summary>
    public IReadOnlyList<TableEntity> Rows
    {
        get
        {
            lock (_rows)
                return [.. _rows.Values];
        }
    }

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        Note("get");
        lock (_rows)
            return Task.FromResult<NullableResponse<T>>(_rows.TryGetValue((partitionKey, rowKey), out var row) ? new Found<T>((T)(object)Copy(row)) : new Absent<T>());
    }

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
    {
        Note("add");
        return Write((TableEntity)(object)entity, row => _rows.ContainsKey(Key(row)) ? 409 : 204);
    }

    public override Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        Assert.Equal(TableUpdateMode.Replace, mode);
        Note("replace");
        return Write((TableEntity)(object)entity, row => !_rows.TryGetValue(Key(row), out var present) ? 404 : present.ETag == ifMatch ? 204 : 412);
    }

    public override Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        Assert.Equal(TableUpdateMode.Replace, mode);
        Note("replace");
        return Write((TableEntity)(object)entity, _ => 204);
    }

    public override Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        Note("delete");
        lock (_rows)
        {
            if (_rows.TryGetValue((partitionKey, rowKey), out var present) && ifMatch != default && ifMatch != ETag.All && present.ETag != ifMatch)
                throw new RequestFailedException(412, "It has changed.");
            _rows.Remove((partitionKey, rowKey));
        }

        return Task.FromResult<Response>(new Answer(204));
    }

    public override AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        Note("query");
        var parts = filter!.Split(' ', 3);
        var value = parts[2].Trim('\'');
        Assert.Equal("PartitionKey", parts[0]);
        Func<string, bool> matches = parts[1] switch
        {
            "eq" => partition => partition == value,
            "lt" => partition => string.CompareOrdinal(partition, value) < 0,
            _ => throw new NotSupportedException(filter),
        };
        lock (_rows)
        {
            var page = Page<T>.FromValues([.. _rows.Values.Where(row => matches(row.PartitionKey)).Select(row => (T)(object)Copy(row))], null, new Answer(200));
            return AsyncPageable<T>.FromPages([page]);
        }
    }

    private void Note(string operation) => calls?.Enqueue(new TableCall(name, operation));

    private Task<Response> Write(TableEntity row, Func<TableEntity, int> status)
    {
        BeforeWrite(row);
        lock (_rows)
        {
            if (status(row) is var code and not 204)
                throw new RequestFailedException(code, "The condition does not hold.");
            var copy = Copy(row);
            copy.ETag = new ETag($"v{++_version}");
            _rows[Key(row)] = copy;
            return Task.FromResult<Response>(new Answer(204));
        }
    }

    private static TableEntity Copy(TableEntity row) => new(row) { ETag = row.ETag };

    private static (string, string) Key(TableEntity row) => (row.PartitionKey, row.RowKey);

    private sealed class Ordinal : IComparer<(string Partition, string Row)>
    {
        public int Compare((string Partition, string Row) x, (string Partition, string Row) y) =>
            string.CompareOrdinal(x.Partition, y.Partition) is var order and not 0 ? order : string.CompareOrdinal(x.Row, y.Row);
    }

    private sealed class Found<T>(T value) : NullableResponse<T>
    {
        public override bool HasValue => true;

        public override T Value => value;

        public override Response GetRawResponse() => new Answer(200);
    }

    private sealed class Absent<T> : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("There is none.");

        public override Response GetRawResponse() => new Answer(404);
    }

    private sealed class Answer(int status) : Response
    {
        public override int Status => status;

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => false;

        protected override IEnumerable<Azure.Core.HttpHeader> EnumerateHeaders() => [];

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            value = null;
            return false;
        }

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = null;
            return false;
        }
    }
}
