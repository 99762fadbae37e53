using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Relay.Local.Bus.Compliance.Stage;

/// <summary>Marks a scenario: it runs once through each client that can play it, and has one row in the table of the docs.</summary>
/// <param name="description">One line for the table.</param>
[AttributeUsage(AttributeTargets.Method)]
public class ScenarioAttribute(string description) : DataAttribute
{
    public string Description => description;

    /// <summary>The clients that can play it; the others have no such method.</summary>
    public ClientKind[] Only { get; init; } = [ClientKind.DotNet, ClientKind.JavaScript];

    /// <summary>The client can make the request, but has no public method for it.</summary>
    public bool Internal { get; init; }

    /// <summary>The JavaScript client asks for https unless a policy on its pipeline makes the request plain http.</summary>
    public bool PipelinePolicy { get; init; }

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([.. Only.Select(client => new TheoryDataRow<ClientKind>(client))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}

/// <summary>Marks a scenario that shows what the broker answers to something it does not do.</summary>
/// <param name="feature">What it does not do.</param>
/// <param name="answer">What it answers instead, for the table.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NotCoveredAttribute(string feature, string answer) : ScenarioAttribute(answer)
{
    public string Feature => feature;

    /// <summary>Who asks for it, where that is not a client.</summary>
    public string? AskedBy { get; init; }
}

/// <summary>The part of the service that the scenarios of a class show.</summary>
/// <param name="order">Its place in the table.</param>
/// <param name="name">Its name in the table.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FeatureAttribute(int order, string name) : Attribute
{
    public int Order => order;

    public string Name => name;
}
