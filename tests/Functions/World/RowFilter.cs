using System.Globalization;
using Azure.Data.Tables;

namespace Relay.Functions.Tests.World;

/// <summary>Filters of Table storage as the stores write them: comparisons joined by "and".</summary>
internal static class RowFilter
{
    /// <summary>Whether a row is among those that a filter names.</summary>
    public static bool Takes(string? filter, TableEntity row) => string.IsNullOrEmpty(filter) || filter.Split(" and ").All(part => Holds(part.Split(' ', 3), row));

    private static bool Holds(string[] comparison, TableEntity row)
    {
        // A row without the column is in no comparison.
        if (!row.TryGetValue(comparison[0], out var present) || present is null)
            return false;
        var order = Compare(present, comparison[2]);
        return comparison[1] switch
        {
            "eq" => order == 0,
            "lt" => order < 0,
            "le" => order <= 0,
            "gt" => order > 0,
            "ge" => order >= 0,
            _ => throw new NotSupportedException(comparison[1]),
        };
    }

    private static int Compare(object present, string literal) => present switch
    {
        string text => string.CompareOrdinal(text, literal[1..^1].Replace("''", "'", StringComparison.Ordinal)),
        bool flag => flag.CompareTo(bool.Parse(literal)),
        DateTimeOffset time => time.CompareTo(DateTimeOffset.Parse(literal["datetime'".Length..^1], CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException(present.GetType().Name),
    };
}
