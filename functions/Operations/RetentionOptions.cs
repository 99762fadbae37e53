using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Operations;

/// <summary>How long records are kept. Section <c>Retention</c> of the configuration.</summary>
public sealed class RetentionOptions
{
    /// <summary>Days for which final states are kept after they were written.</summary>
    [Range(1, 365)]
    public int LedgerDays { get; set; } = 31;
}
