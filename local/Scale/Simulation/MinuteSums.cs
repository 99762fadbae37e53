namespace Relay.Local.Scale.Simulation;

/// <summary>What one relay does in a minute, added up second by second.</summary>
internal sealed class MinuteSums(int namespaces)
{
    private const double Seconds = 60;

    private readonly double[] _credits = new double[namespaces];
    private readonly double[] _throttled = new double[namespaces];

    public double Offered { get; set; }

    public double Refused { get; set; }

    public double Unavailable { get; set; }

    public double Messages { get; set; }

    public double Envelopes { get; set; }

    public double Instances { get; set; }

    public double Drained { get; set; }

    private double AgeSeconds { get; set; }

    /// <summary>Adds a second of a namespace.</summary>
    public void Add(int number, SimulatedNamespace one)
    {
        _credits[number] += one.Credits;
        _throttled[number] += one.Throttled;
        AgeSeconds = Math.Max(AgeSeconds, one.AgeSeconds);
    }

    /// <summary>The minute of relays that are alike.</summary>
    public Minute Take(int index, int stamps, double parkedBytes, double atSenders) => new(
        index, Offered / Seconds * stamps, Refused / Seconds * stamps, Messages > 0 ? Envelopes / Messages : 1, _credits.Max() / Seconds, _throttled.Max() / Seconds,
        AgeSeconds, Instances / Seconds * stamps, parkedBytes * stamps, Drained / Seconds * stamps, Unavailable / Seconds * stamps, atSenders * stamps);
}
