using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace Relay.Functions.Tests.Transparency;

/// <summary>The program has died in the middle of a call to a store.</summary>
internal sealed class CrashException : Exception
{
}

/// <summary>Lets the program die at one of its calls to stores: before the call has an effect, or after.</summary>
internal sealed class Crashes
{
    private bool _dead;

    /// <summary>The number of the call at which it dies, from 1; 0 for never.</summary>
    public int At { get; set; }

    /// <summary>Whether that call still has its effect.</summary>
    public bool HasEffect { get; set; }

    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    public bool HasCrashed { get; private set; }

    /// <summary>The program runs again.</summary>
    public void Restart() => _dead = false;

    public T Run<T>(Func<T> call)
    {
        if (_dead)
            throw new CrashException();
        if (++Calls != At)
            return call();

        (_dead, HasCrashed) = (true, true);
        if (HasEffect)
            call();
        throw new CrashException();
    }
}

/// <summary>A table in memory with ETags, transactions and the filters that the log uses.</summary>
internal sealed class CrashTable(Crashes? crashes = null) : TableClient
{
    private readonly Crashes _crashes = crashes ?? new Crashes();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, TableEntity> _rows = new(StringComparer.Ordinal);
    private int _version;

    public IReadOnlyList<TableEntity> Rows
    {
        get
        {
            lock (_gate)
                return [.. _rows.Values];
        }
    }

    /// <summary>Counts transactions.</summary>
    public int Transactions { get; private set; }

    /// <summary>Changes a stored row behind the program's back.</summary>
    public void Tamper(string partition, string row, Action<TableEntity> change) => change(_rows[Key(partition, row)]);

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
        Run<NullableResponse<T>>(() => _rows.TryGetValue(Key(partitionKey, rowKey), out var row) ? Response.FromValue((T)(ITableEntity)Copy(row), new Answer(200, row.ETag)) : new Nothing<T>());

    public override Task<Response<T>> GetEntityAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
        Run(() => _rows.TryGetValue(Key(partitionKey, rowKey), out var row) ? Response.FromValue((T)(ITableEntity)Copy(row), new Answer(200, row.ETag)) : throw new RequestFailedException(404, "There is no row."));

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
        Run(() => Apply(new TableTransactionAction(TableTransactionActionType.Add, entity)));

    public override Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        Run(() => Apply(new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, ifMatch)));

    public override Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        Run(() => Apply(new TableTransactionAction(TableTransactionActionType.UpsertReplace, entity)));

    public override Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        Run<Response>(() =>
        {
            _rows.Remove(Key(partitionKey, rowKey));
            return new Answer(204, default);
        });

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
        Run(() =>
        {
            var actions = transactionActions.ToList();
            Assert.InRange(actions.Count, 1, 100);
            Assert.Equal(actions.Count, actions.DistinctBy(action => action.Entity.RowKey).Count());
            Assert.Single(actions.DistinctBy(action => action.Entity.PartitionKey));
            actions.ForEach(Check);
            Transactions++;
            return Response.FromValue<IReadOnlyList<Response>>([.. actions.Select(Apply)], new Answer(202, default));
        });

    public override AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        List<T> found;
        lock (_gate)
            found = _crashes.Run(() => _rows.Values.Where(row => filter!.Split(" and ").All(term => Matches(row, term.Split(' ', 3)))).Select(row => (T)(ITableEntity)Copy(row)).ToList());
        return AsyncPageable<T>.FromPages([Page<T>.FromValues(found, null, new Answer(200, default))]);
    }

    private static bool Matches(TableEntity row, string[] term)
    {
        var order = string.CompareOrdinal(Convert.ToString(row.TryGetValue(term[0], out var value) ? value : null, CultureInfo.InvariantCulture)?.ToLowerInvariant() ?? "", term[2].Trim('\'').ToLowerInvariant());
        return term[1] switch
        {
            "eq" => order == 0,
            "ge" => order >= 0,
            "lt" => order < 0,
            _ => throw new NotSupportedException(term[1]),
        };
    }

    private async Task<T> Run<T>(Func<T> call)
    {
        // A real call never ends on the caller's stack.
        await Task.Yield();
        lock (_gate)
            return _crashes.Run(call);
    }

    private void Check(TableTransactionAction action)
    {
        var present = _rows.GetValueOrDefault(Key(action.Entity.PartitionKey, action.Entity.RowKey));
        var status = action.ActionType switch
        {
            TableTransactionActionType.Add => present is null ? 204 : 409,
            TableTransactionActionType.UpdateReplace => present is null ? 404 : present.ETag == action.ETag ? 204 : 412,
            _ => 204,
        };
        if (status != 204)
            throw new RequestFailedException(status, "The condition does not hold.");
    }

    private Response Apply(TableTransactionAction action)
    {
        Check(action);
        var row = Copy((TableEntity)action.Entity);
        row.ETag = new ETag($"W/\"{++_version}\"");
        _rows[Key(row.PartitionKey, row.RowKey)] = row;
        return new Answer(204, row.ETag);
    }

    private static string Key(string partition, string row) => partition + "\0" + row;

    private static TableEntity Copy(TableEntity row) => new(row) { ETag = row.ETag };

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

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [new HttpHeader("ETag", etag.ToString())];

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            value = name.Equals("ETag", StringComparison.OrdinalIgnoreCase) && etag != default ? etag.ToString() : null;
            return value is not null;
        }

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = TryGetHeader(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}
