using Relay.Local.Scale.Costs;

namespace Relay.Local.Scale.Simulation;

/// <summary>What a number of users takes at its peak.</summary>
/// <param name="Users">Users in a month.</param>
/// <param name="Stamps">Relays.</param>
/// <param name="Bus">The namespaces of each relay.</param>
/// <param name="Lanes">Lanes of each partner.</param>
/// <param name="Envelopes">Envelopes a second at the peak, all relays.</param>
/// <param name="Messages">Queue messages a second at the peak, all relays.</param>
/// <param name="Instances">Instances at the peak, all relays, accepting and delivering.</param>
/// <param name="Use">How much of each bound the peak takes in each relay, or in its busiest namespace; 1 for all of it.</param>
public sealed record Size(
    double Users, int Stamps, BusPlan Bus, int[] Lanes, double Envelopes, double Messages, double Instances, IReadOnlyDictionary<string, double> Use)
{
    /// <summary>The bound that is met first when traffic grows.</summary>
    public string First => Use.MaxBy(one => one.Value).Key;
}
