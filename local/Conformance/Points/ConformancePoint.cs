namespace Relay.Local.Conformance.Points;

/// <summary>What a point needs besides the endpoint for deliveries.</summary>
internal enum PointNeed
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>An endpoint with https.</summary>
    Https,

    /// <summary>The endpoint for receipts and events.</summary>
    Events,

    /// <summary>That the kit publishes its keys itself.</summary>
    Serve,

    /// <summary>That the partner shows what its test accounts got.</summary>
    Witness,
}

/// <summary>One thing that a partner's endpoints must do. docs/conformance.md lists all of them.</summary>
internal sealed class ConformancePoint
{
    /// <summary>Stable: it is never given to another point.</summary>
    public required string Id { get; init; }

    /// <summary>What is examined.</summary>
    public required string Title { get; init; }

    /// <summary>Where it is documented: a path in this repository with an anchor.</summary>
    public required string Requirement { get; init; }

    /// <summary>What the partner must do.</summary>
    public required string Expected { get; init; }

    /// <summary>What it needs.</summary>
    public PointNeed Need { get; init; }

    /// <summary>Points without which this one says nothing: where one has failed, this one is skipped.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Examines it.</summary>
    public required Func<Examination, CancellationToken, Task<Finding>> Check { get; init; }
}
