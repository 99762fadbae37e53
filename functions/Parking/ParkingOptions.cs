using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Parking;

/// <summary>How a destination that fails is tried again. Section <c>Parking</c> of the configuration.</summary>
public sealed class ParkingOptions : IValidatableObject
{
    /// <summary>Milliseconds from the first failure to the first probe.</summary>
    [Range(50, 60_000)]
    public int FirstProbeMilliseconds { get; set; } = 1_000;

    /// <summary>The longest wait between probes, in seconds: the longest silence after a partner's return.</summary>
    [Range(1, 3600)]
    public int LongestProbeSeconds { get; set; } = 60;

    /// <summary>Seconds that one drain may work before it hands over to the next; well below the function time-out.</summary>
    [Range(1, 600)]
    public int DrainSeconds { get; set; } = 60;

    /// <summary>Seconds after which a probe that did not happen is asked for again by the sweep.</summary>
    [Range(1, 3600)]
    public int OverdueSeconds { get; set; } = 30;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        if (FirstProbeMilliseconds > LongestProbeSeconds * 1000L)
            yield return new ValidationResult("FirstProbeMilliseconds must not be longer than LongestProbeSeconds.", [nameof(FirstProbeMilliseconds)]);
    }
}
