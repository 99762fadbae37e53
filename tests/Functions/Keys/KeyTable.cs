using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace Relay.Functions.Tests.Keys;

/// <summary>
/// A table in memory with ETags, transactions and ranges of rows, in which calls can be cut off: before they are carried out, or after,
/// when only the answer is lost. Every call gives way to others before it.
/// </summary>
internal sealed class KeyTable : TableClient
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, TableEntity> _rows = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>How many calls were cut off.</summary>
    public int CutOff { get; private set; }

    /// <summary>Every call, by its method, with the failed conditions.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Decides for a call whether it is cut off: below 0 before it is carried out, above 0 after it.</summary>
    public Func<string, int>? Interrupt { get; set; }

    public IReadOnlyList<TableEntity> Rows
    {
        get
        {
            lock (_gate)
                return [.. _rows.Values];
        }
    }

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
        CallAsync<NullableResponse<T>>("get", () => _rows.TryGetValue(Key(partitionKey, rowKey), out var row)
            ? Response.FromValue((T)(ITableEntity)Copy(row), new Answer(200))
            : new Nothing<T>());

    public override Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        CallAsync<Response>("update", () =>
        {
            Assert.Equal(TableUpdateMode.Replace, mode);
            Apply(new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, ifMatch));
            return new Answer(204);
        });

    public override Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        CallAsync<Response>("delete", () =>
        {
            _rows.Remove(Key(partitionKey, rowKey));
            return new Answer(204);
        });

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
        CallAsync("transaction", () =>
        {
            var actions = transactionActions.ToList();
            Assert.InRange(actions.Count, 1, 100);
            Assert.Single(actions.Select(action => action.Entity.PartitionKey).Distinct());
            foreach (var action in actions)
                Check(action);
            foreach (var action in actions)
                Apply(action);
            return Response.FromValue<IReadOnlyList<Response>>([], new Answer(202));
        });

    public override AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        var parts = filter!.Split('\'');
        Assert.Equal(["PartitionKey eq ", " and RowKey ge ", " and RowKey lt "], [parts[0], parts[2], parts[4]]);
        return new Found<T>(CallAsync<IReadOnlyList<T>>("query", () =>
        [
            .. _rows.Values
                .Where(row => row.PartitionKey == parts[1] && string.CompareOrdinal(row.RowKey, parts[3]) >= 0 && string.CompareOrdinal(row.RowKey, parts[5]) < 0)
                .Select(row => (T)(ITableEntity)Copy(row)),
        ]));
    }

    private async Task<T> CallAsync<T>(string method, Func<T> run)
    {
        await Task.Yield();
        lock (_gate)
        {
            var interrupt = Interrupt?.Invoke(method) ?? 0;
            if (interrupt != 0)
                CutOff++;
            if (interrupt < 0)
                throw new RequestFailedException("The call was cut off.");
            try
            {
                var answer = run();
                Calls.Add(method);
                return interrupt > 0 ? throw new RequestFailedException("The answer was cut off.") : answer;
            }
            catch (RequestFailedException failed) when (failed.Status != 0)
            {
                Calls.Add(method + " " + failed.Status);
                throw;
            }
        }
    }

    private void Check(TableTransactionAction action)
    {
        var isThere = _rows.TryGetValue(Key(action.Entity.PartitionKey, action.Entity.RowKey), out var row);
        var status = action.ActionType switch
        {
            TableTransactionActionType.Add => isThere ? 409 : 0,
            TableTransactionActionType.UpsertReplace => 0,
            TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete => !isThere ? 404 : action.ETag == ETag.All || action.ETag == row!.ETag ? 0 : 412,
            _ => throw new NotSupportedException(),
        };
        if (status != 0)
            throw new RequestFailedException(status, "The condition does not hold.");
    }

    private void Apply(TableTransactionAction action)
    {
        Check(action);
        var key = Key(action.Entity.PartitionKey, action.Entity.RowKey);
        if (action.ActionType == TableTransactionActionType.Delete)
        {
            _rows.Remove(key);
            return;
        }

        var row = Copy((TableEntity)action.Entity);
        Assert.All(row.Select(column => column.Value).OfType<byte[]>(), bytes => Assert.InRange(bytes.Length, 0, 64 * 1024));
        row.ETag = new ETag($"{++_version}");
        _rows[key] = row;
    }

    private static string Key(string partition, string row) => partition + "/" + row;

    private static TableEntity Copy(TableEntity row) => new(row) { ETag = row.ETag };

    private sealed class Found<T>(Task<IReadOnlyList<T>> rows) : AsyncPageable<T>
        where T : notnull
    {
        public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            yield return Page<T>.FromValues(await rows, null, new Answer(200));
        }
    }

    private sealed class Nothing<T> : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException("There is no row.");

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

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

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
