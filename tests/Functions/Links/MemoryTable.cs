using Azure.Data.Tables;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Links;

/// <summary>A table that notes its calls, and lets another writer get in before one.</summary>
internal sealed class MemoryTable : FakeTable
{
    /// <summary>Every call, by its method.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Runs before a row is updated: another writer gets in between there.</summary>
    public Func<Task>? BeforeUpdate { get; set; }

    protected override async Task<T> RunAsync<T>(string method, TableEntity? row, Func<T> call)
    {
        if (method == "update" && BeforeUpdate is { } before)
        {
            BeforeUpdate = null;
            await before();
        }

        lock (Gate)
        {
            Calls.Add(method);
            return call();
        }
    }
}
