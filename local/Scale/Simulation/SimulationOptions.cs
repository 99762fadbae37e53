using System.ComponentModel.DataAnnotations;
using Relay.Functions.Queue;
using Relay.Local.Scale.Costs;

namespace Relay.Local.Scale.Simulation;

/// <summary>The day that is simulated.</summary>
public sealed record SimulationOptions
{
    /// <summary>Users of all partners in a month.</summary>
    [Range(100, 1e11)]
    public double Users { get; init; } = 1e6;

    /// <summary>Partners; their sizes fall as 1/rank.</summary>
    [Range(2, 40)]
    public int Partners { get; init; } = 6;

    /// <summary>Relays, each with storage and namespaces of its own, that share the users evenly; 0 for as many as are needed.</summary>
    [Range(0, 10_000)]
    public int Stamps { get; init; }

    /// <summary>Service Bus namespaces of each relay; 0 for as many as are needed.</summary>
    [Range(0, QueueNamespaces.MostNumbers)]
    public int Namespaces { get; init; }

    /// <summary>Hours, from noon UTC, for which the second partner answers nothing.</summary>
    [Range(0, 12)]
    public double OutageHours { get; init; } = 2;

    /// <summary>Hours, from 18:00 UTC, for which the first namespace of each relay is away.</summary>
    [Range(0, 5)]
    public double NamespaceOutageHours { get; init; }

    /// <summary>The tier of Service Bus; null for the one that suffices.</summary>
    public BusTier? Tier { get; init; }

    /// <summary>Decides every draw.</summary>
    public int Seed { get; init; } = 1;
}
