using Relay.Chaos.Evidence;

namespace Relay.Chaos.Judgement;

/// <summary>What came is what was sent, to whom it was sent, in time.</summary>
internal static class ArrivalsCheck
{
    /// <summary>
    /// A delivery that began so long after the end of life is late. The relay compares clocks before it signs, connects and
    /// sends; on a machine where every core is busy these steps take a while.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public static IEnumerable<Finding> Run(CaseFile file)
    {
        foreach (var arrival in file.Arrivals)
        {
            if (!file.Sent.TryGetValue(arrival.Key, out var envelope) || envelope.Pair.To.Partner != arrival.To)
                yield return new Finding(Fault.Foreign, $"{arrival.Key} came to {arrival.To}");
            else if (!arrival.IsIntact)
                yield return new Finding(Fault.Changed, $"{arrival.Key} to {arrival.To}, content {envelope.Content}");
            if (arrival.At - arrival.ExpiresAt > Grace)
                yield return new Finding(Fault.Late, $"{arrival.Key} to {arrival.To}, {(arrival.At - arrival.ExpiresAt).TotalSeconds:0.0} s after its life at {arrival.At:HH:mm:ss.fff}");
        }
    }
}
