namespace Relay.Local.Scale.Simulation;

/// <summary>
/// Where lanes lie: lane n of a partner is in namespace (first + n) mod namespaces, where a hash of the partner's name chooses the first. So a
/// partner's lanes are as even as they can be, and a partner of few lanes sits on as few namespaces.
/// </summary>
public sealed class LaneSpread
{
    private readonly int[] _lanes;
    private readonly int[] _first;

    /// <summary>A spread.</summary>
    /// <param name="lanes">Lanes of each partner.</param>
    /// <param name="namespaces">Namespaces, at least 1.</param>
    /// <param name="seed">Draws what the hash of a name would be.</param>
    public LaneSpread(int[] lanes, int namespaces, int seed)
    {
        var random = new Random(seed);
        _lanes = lanes;
        _first = [.. lanes.Select(_ => random.Next(namespaces))];
        Namespaces = namespaces;
    }

    /// <summary>Namespaces of the relay.</summary>
    public int Namespaces { get; }

    /// <summary>A partner's lanes in a namespace.</summary>
    public int Lanes(int partner, int number)
    {
        var steps = (number - _first[partner] + Namespaces) % Namespaces;
        return steps >= _lanes[partner] ? 0 : 1 + ((_lanes[partner] - 1 - steps) / Namespaces);
    }

    /// <summary>The share of a partner's lanes, and so of its messages, that a namespace has.</summary>
    public double Share(int partner, int number) => (double)Lanes(partner, number) / _lanes[partner];

    /// <summary>The most that one of so many namespaces can have of a partner's lanes, wherever the first of them lies.</summary>
    public static double MostShare(int lanes, int namespaces) => Math.Ceiling((double)lanes / namespaces) / lanes;
}
