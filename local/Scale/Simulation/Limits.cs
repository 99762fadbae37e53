using Relay.Functions.Deliver;
using Relay.Functions.Lanes;
using Relay.Functions.Limits;
using Relay.Local.Scale.Numbers;

namespace Relay.Local.Scale.Simulation;

/// <summary>The bounds that hold flows up: the program's own defaults, host.json's, and the platform's.</summary>
/// <param name="Model">The platform's.</param>
/// <param name="SessionsPerInstance">Sessions that the host works on side by side (<c>maxConcurrentSessions</c>).</param>
public sealed record Limits(NumberFile Model, int SessionsPerInstance)
{
    /// <summary>The most lanes of a partner; functions/Partners says so to partners.</summary>
    public const int MostLanes = 512;

    /// <summary>Breaker, probes and drain.</summary>
    public LaneOptions Lanes { get; } = new();

    /// <summary>Calls to partners.</summary>
    public DeliveryOptions Delivery { get; } = new();

    /// <summary>What partners may send, and have parked.</summary>
    public LimitsOptions Quotas { get; } = new();

    /// <summary>Seconds for which a message occupies its lane.</summary>
    public double LaneSeconds => (Model["relay.laneMilliseconds"] + Model["partner.answerMilliseconds"]) / 1000;

    /// <summary>Seconds of a call to a partner.</summary>
    public double AnswerSeconds => Model["partner.answerMilliseconds"] / 1000;

    /// <summary>Seconds for which a message that is parked occupies its lane: its blob is written, then its lane's record.</summary>
    public double ParkSeconds => 2 * Model["relay.laneMilliseconds"] / 1000;
}
