namespace Relay.Chaos;

/// <summary>A run.</summary>
internal sealed record ChaosOptions
{
    /// <summary>How many envelopes are sent.</summary>
    public int Envelopes { get; init; } = 100_000;

    /// <summary>For how long they are sent, and parts and partners fail.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long everything may take to end after all has healed.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Decides load and faults. The same seed gives the same of both; how processes interleave is theirs.</summary>
    public int Seed { get; init; }

    /// <summary>Users, spread evenly over the partners.</summary>
    public int Users { get; init; } = 200;

    /// <summary>Instances of the relay over one queue and one storage.</summary>
    public int Instances { get; init; } = 2;

    /// <summary>Service Bus namespaces of the relay.</summary>
    public int Namespaces { get; init; } = 2;

    /// <summary>Whether the relay's waits are shortened, as they are for a run too short for the product's own.</summary>
    public bool IsBrisk => Duration < TimeSpan.FromMinutes(3);

    /// <summary>The file that the verdict is also written to.</summary>
    public string? JsonPath { get; init; }
}
