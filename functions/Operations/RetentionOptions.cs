using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Operations;

/// <summary>How long records are kept. Section <c>Retention</c> of the configuration.</summary>
public sealed class RetentionOptions
{
    /// <summary>Days for which final states are kept after they were written.</summary>
    [Range(1, 365)]
    public int LedgerDays { get; set; } = 31;

    /// <summary>Days for which the room of an MLS group is kept after its last change; the next message makes it anew.</summary>
    [Range(1, 3650)]
    public int RoomDays { get; set; } = 90;

    /// <summary>Days for which it is kept what partners have used, by the minute and the hour.</summary>
    [Range(1, 400)]
    public int UsageDays { get; set; } = 35;
}
