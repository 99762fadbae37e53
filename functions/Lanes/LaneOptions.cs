using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Lanes;

/// <summary>How destinations that fail are tried again, and what may be parked for them. Section <c>Lanes</c> of the configuration.</summary>
public sealed class LaneOptions : IValidatableObject
{
    /// <summary>Milliseconds from a failure to the next try, at first.</summary>
    [Range(50, 60_000)]
    public int FirstProbeMilliseconds { get; set; } = 1_000;

    /// <summary>The longest wait between tries, in seconds: the longest silence after a partner's return.</summary>
    [Range(1, 3600)]
    public int LongestProbeSeconds { get; set; } = 300;

    /// <summary>Seconds between probes at least when the partner's own signed requests ask for them.</summary>
    [Range(1, 300)]
    public int WokenProbeSeconds { get; set; } = 2;

    /// <summary>Failures in a row that open the breaker.</summary>
    [Range(2, 100)]
    public int BreakerFailures { get; set; } = 5;

    /// <summary>Share of failures in the window, in percent, that opens the breaker.</summary>
    [Range(1, 100)]
    public int BreakerFailurePercent { get; set; } = 50;

    /// <summary>Calls in the window before their share counts.</summary>
    [Range(2, 10_000)]
    public int BreakerCalls { get; set; } = 20;

    /// <summary>Seconds of the window.</summary>
    [Range(1, 600)]
    public int BreakerWindowSeconds { get; set; } = 30;

    /// <summary>Failures in a row of a lane's first message before it is tried envelope by envelope.</summary>
    [Range(1, 100)]
    public int IsolateAfterAttempts { get; set; } = 3;

    /// <summary>Recipients of one lane that wait apart; more park the whole lane.</summary>
    [Range(1, 500)]
    public int MostWaitingRecipients { get; set; } = 100;

    /// <summary>Seconds for which a drain holds its lane without saying so again; longer than <c>Delivery:TimeoutSeconds</c>.</summary>
    [Range(5, 300)]
    public int LeaseSeconds { get; set; } = 30;

    /// <summary>Seconds for which a hand-out to a partner that pulls stays out; what is not acknowledged by then is given again.</summary>
    [Range(5, 600)]
    public int HandOutSeconds { get; set; } = 30;

    /// <summary>Seconds that one drain may work before it hands over to the next; well below the function time-out.</summary>
    [Range(1, 600)]
    public int DrainSeconds { get; set; } = 60;

    /// <summary>Envelopes a second that one instance drains for one partner, so that a partner that comes back is not run over.</summary>
    [Range(1, 1_000_000)]
    public int DrainEnvelopesPerSecond { get; set; } = 5_000;

    /// <summary>Seconds after which an alarm that did not come is asked for again by the sweep.</summary>
    [Range(1, 3600)]
    public int OverdueSeconds { get; set; } = 30;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        if (FirstProbeMilliseconds > LongestProbeSeconds * 1000L)
            yield return new ValidationResult("FirstProbeMilliseconds must not be longer than LongestProbeSeconds.", [nameof(FirstProbeMilliseconds)]);
    }
}
