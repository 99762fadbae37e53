using System.Collections.Concurrent;
using Azure.Data.Tables;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Storage;

/// <summary>A call to a table, without what it was about.</summary>
internal readonly record struct TableCall(string Table, string Operation);

/// <summary>A table whose every call is noted before it is carried out.</summary>
internal sealed class MemoryTable(string name, ConcurrentQueue<TableCall>? calls = null) : FakeTable
{
    /// <summary>Runs before a write; may throw, or write itself.</summary>
    public Action<TableEntity> BeforeWrite { get; set; } = _ => { };

    protected override Task<T> RunAsync<T>(string method, TableEntity? row, Func<T> call)
    {
        // Whether a row must be there, or may, is no difference to be seen from outside.
        calls?.Enqueue(new TableCall(name, method is "update" or "upsert" ? "replace" : method));
        if (row is not null)
            BeforeWrite(row);
        return Task.FromResult(call());
    }
}
