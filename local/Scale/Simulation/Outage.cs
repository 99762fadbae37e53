using Microsoft.Extensions.Options;
using Relay.Functions.Lanes;

namespace Relay.Local.Scale.Simulation;

/// <summary>
/// A partner that is away, as the relay comes to know of its return: by the program's own schedule of probes, or sooner, because the
/// partner's servers send again and so ask for a probe.
/// </summary>
public sealed class Outage
{
    /// <summary>Noon.</summary>
    public const double FromSecond = 12 * 3600;

    /// <summary>An outage of some hours.</summary>
    public Outage(LaneOptions lanes, double hours, Random random)
    {
        UntilSecond = FromSecond + (hours * 3600);
        FoundSecond = UntilSecond;
        if (hours <= 0)
            return;

        var schedule = new ProbeSchedule(Options.Create(lanes), random);
        var probe = FromSecond;
        while (probe < UntilSecond)
        {
            Probes++;
            probe += schedule.Wait(Probes, null).TotalSeconds;
        }

        FoundSecond = Math.Min(probe, UntilSecond + lanes.WokenProbeSeconds);
    }

    /// <summary>When the partner answers again.</summary>
    public double UntilSecond { get; }

    /// <summary>When the relay knows.</summary>
    public double FoundSecond { get; }

    /// <summary>Probes in vain, and the one that found it.</summary>
    public int Probes { get; }

    /// <summary>Whether the breaker is open at a second.</summary>
    public bool IsOpen(double second) => second >= FromSecond && second < FoundSecond;
}
