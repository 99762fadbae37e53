namespace Relay.Lanes.Tests.Scheduler;

/// <summary>How many faults of each kind an execution may still meet.</summary>
internal sealed class Budgets(IReadOnlyDictionary<string, int> allowed)
{
    private readonly Dictionary<string, int> _left = new(allowed, StringComparer.Ordinal);

    public int Left(string budget) => _left.GetValueOrDefault(budget);

    /// <summary>Faults that have happened.</summary>
    public HashSet<string> Spent { get; } = new(StringComparer.Ordinal);

    public void Take(string budget)
    {
        _left[budget] = Left(budget) - 1;
        Spent.Add(budget);
    }

    /// <summary>No more faults: the world heals.</summary>
    public void Close() => _left.Clear();

    /// <summary>Two steps that take from one allowance do not commute: the first may be the last.</summary>
    public static Footprint Footprint(string budget) => Scheduler.Footprint.Writes("budget." + budget);
}
