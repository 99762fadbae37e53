using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Receipts;

/// <summary>Receipts to the partners that sent. Section <c>Receipts</c> of the configuration.</summary>
public sealed class ReceiptOptions
{
    /// <summary>Fewest receipts that a reader may ask for at once: a batch's come together.</summary>
    public const int LeastPage = 100;

    /// <summary>Most receipts of one answer.</summary>
    public const int MostPage = 1000;

    /// <summary>Most receipts of one call to an events endpoint.</summary>
    [Range(LeastPage, MostPage)]
    public int ReceiptsPerCall { get; set; } = 500;

    /// <summary>Seconds for one call to an events endpoint.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds that one run of the timer works at most; well below the function time-out.</summary>
    [Range(1, 120)]
    public int RunSeconds { get; set; } = 20;

    /// <summary>Milliseconds after the first failure of an events endpoint until it is called again; doubles with each further one.</summary>
    [Range(100, 60_000)]
    public int FirstRetryMilliseconds { get; set; } = 1_000;

    /// <summary>The longest such wait, in seconds, also when the partner asks for more.</summary>
    [Range(60, 3600)]
    public int LongestRetrySeconds { get; set; } = 300;
}
