namespace Relay.Local.Conformance.Points;

/// <summary>All points, in the order in which they are examined: keys are changed last, and the witness speaks when all was sent.</summary>
internal static class PointCatalog
{
    /// <summary>The points.</summary>
    public static IReadOnlyList<ConformancePoint> All { get; } =
    [
        .. TlsPoints.All,
        .. SignaturePoints.All,
        .. DeliveryPoints.All,
        .. RobustnessPoints.All,
        .. EventPoints.All,
        .. KeyPoints.All,
        .. WitnessPoints.All,
    ];

    /// <summary>Whether there is such a point, or kind of points.</summary>
    public static bool Has(string asked) => All.Any(point => Is(point.Id, asked));

    /// <summary>The points that were asked for and those that they depend on, in order.</summary>
    /// <param name="only">Ids, or what stands before their number; empty for all.</param>
    public static IReadOnlyList<ConformancePoint> Select(IReadOnlyList<string> only)
    {
        if (only.Count == 0)
            return All;

        var chosen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var point in All.Where(point => only.Any(asked => Is(point.Id, asked))))
            Add(point, chosen);
        return [.. All.Where(point => chosen.Contains(point.Id))];
    }

    private static bool Is(string id, string asked) =>
        id.Equals(asked, StringComparison.OrdinalIgnoreCase) || id.StartsWith(asked + "-", StringComparison.OrdinalIgnoreCase);

    private static void Add(ConformancePoint point, HashSet<string> chosen)
    {
        if (!chosen.Add(point.Id))
            return;
        foreach (var needed in All.Where(other => point.DependsOn.Contains(other.Id)))
            Add(needed, chosen);
    }
}
