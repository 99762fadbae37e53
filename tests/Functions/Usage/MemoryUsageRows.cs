using System.Runtime.CompilerServices;
using Azure;
using Relay.Functions.Usage;

namespace Relay.Functions.Tests.Usage;

/// <summary>Rows of usage in memory, of one instance or of several that share them.</summary>
internal sealed class MemoryUsageRows(string instance = "a", MemoryUsageRows? shared = null) : IUsageRows
{
    private readonly Dictionary<(UsageKey Key, string Instance), UsageFigures> _rows = shared?._rows ?? [];

    /// <summary>The status that the store answers writes with; null while it takes them.</summary>
    public int? Failing { get; set; }

    /// <summary>How many rows were written, repetitions included.</summary>
    public int Writes { get; private set; }

    public IReadOnlyList<(UsageKey Key, UsageFigures Figures)> All
    {
        get
        {
            lock (_rows)
                return [.. _rows.OrderBy(row => row.Key.Key.Start).Select(row => (row.Key.Key, row.Value))];
        }
    }

    public Task PutAsync(UsageKey key, UsageFigures figures, CancellationToken cancel)
    {
        if (Failing is { } status)
            throw new RequestFailedException(status, "refused");
        lock (_rows)
        {
            _rows[(key, instance)] = figures;
            Writes++;
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<(DateTimeOffset Start, UsageFigures Figures)> ReadAsync(
        string partner, UsageSpan span, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        foreach (var (key, figures) in All.Where(row => row.Key.Partner == partner && row.Key.Span == span && row.Key.Start >= from && row.Key.Start < to))
            yield return (key.Start, figures);
    }

    public Task<int> RemoveAsync(string partner, UsageSpan span, DateTimeOffset before, CancellationToken cancel)
    {
        lock (_rows)
        {
            var old = _rows.Keys.Where(row => row.Key.Partner == partner && row.Key.Span == span && row.Key.Start < before).ToList();
            old.ForEach(row => _rows.Remove(row));
            return Task.FromResult(old.Count);
        }
    }
}
