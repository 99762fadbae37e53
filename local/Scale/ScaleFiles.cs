using System.Text.Json;
using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Numbers;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale;

/// <summary>Where the numbers of a checkout lie.</summary>
/// <param name="Root">The root of the repository.</param>
public sealed record ScaleFiles(string Root)
{
    /// <summary>The folder of the model and of the committed plots.</summary>
    public string Folder => Path.Combine(Root, "docs", "scale");

    /// <summary>Reads the list prices.</summary>
    public NumberFile Prices() => NumberFile.Read(Path.Combine(Root, "infra", "prices.json"));

    /// <summary>Reads what is supposed of traffic and platform.</summary>
    public NumberFile Model() => NumberFile.Read(Path.Combine(Folder, "model.json"));

    /// <summary>The cost model of the checkout.</summary>
    public CostModel Costs() => new(Prices(), Model(), TimerRuns.PerMonth(Path.Combine(Root, "functions", "triggers")));

    /// <summary>The tiers of Service Bus side by side.</summary>
    public TierTable Tiers() => new(Costs(), Model());

    /// <summary>Lanes, namespaces and relays for a number of users.</summary>
    public Sizing Sizing() => new(Model(), Costs(), Limits());

    /// <summary>A simulator with the checkout's prices, numbers and host.json.</summary>
    public Simulator Simulator() => new(Prices(), Model(), Costs(), Limits());

    /// <summary>The program's bounds, and host.json's.</summary>
    public Limits Limits()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "host.json")));
        return new Limits(Model(), host.RootElement.GetProperty("extensions").GetProperty("serviceBus").GetProperty("maxConcurrentSessions").GetInt32());
    }
}
