using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>Who writes how much, and when: partners by rank, each with users in three time zones, busiest in their evening.</summary>
public sealed class Traffic
{
    private const int Zones = 3;
    private const double DaySeconds = 86_400;

    private readonly double[] _shares;
    private readonly (double Offset, double Weight)[][] _zones;
    private readonly double _perSecond;
    private readonly NumberFile _model;

    /// <summary>The traffic of a relay.</summary>
    /// <param name="model">Swing, peak and volume.</param>
    /// <param name="users">Users of this relay.</param>
    /// <param name="partners">Partners, at least 2.</param>
    /// <param name="seed">Decides the time zones.</param>
    public Traffic(NumberFile model, double users, int partners, int seed)
    {
        var random = new Random(seed);
        _model = model;
        _perSecond = users * model["traffic.envelopesPerUserDay"] / DaySeconds;
        double[] ranks = [.. Enumerable.Range(1, partners).Select(rank => 1.0 / rank)];
        _shares = [.. ranks.Select(rank => rank / ranks.Sum())];
        _zones = [.. Enumerable.Range(0, partners).Select(_ => ZonesOf(random))];
    }

    /// <summary>Partners.</summary>
    public int Partners => _shares.Length;

    /// <summary>Envelopes a second to a partner at a second of the day (UTC).</summary>
    public double To(int partner, double second) => _perSecond * _shares[partner] * Curve(partner, second);

    /// <summary>The share of a recipient's envelopes that a sender sends; none of its own.</summary>
    public double Share(int sender, int recipient) => sender == recipient ? 0 : _shares[sender] / (1 - _shares[recipient]);

    private double Curve(int partner, double second)
    {
        var sum = 0.0;
        foreach (var (offset, weight) in _zones[partner])
            sum += weight * (1 + (_model["traffic.swing"] * Math.Cos(2 * Math.PI * ((second / 3600) + offset - _model["traffic.peakHour"]) / 24)));
        return sum;
    }

    private static (double, double)[] ZonesOf(Random random)
    {
        double[] weights = [.. Enumerable.Range(0, Zones).Select(_ => 0.2 + random.NextDouble())];
        return [.. weights.Select(weight => ((double)random.Next(-8, 10), weight / weights.Sum()))];
    }
}
