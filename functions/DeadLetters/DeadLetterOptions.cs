using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.DeadLetters;

/// <summary>How the queues' own dead letters are brought back. Section <c>DeadLetters</c> of the configuration.</summary>
public sealed class DeadLetterOptions
{
    /// <summary>Messages of one queue that one sweep brings back at most.</summary>
    [Range(1, 100_000)]
    public int MessagesPerSweep { get; set; } = 5_000;

    /// <summary>Seconds that one sweep works; it runs every minute.</summary>
    [Range(1, 55)]
    public int SweepSeconds { get; set; } = 40;

    /// <summary>Returns of one message from which on the sweep raises an alarm.</summary>
    [Range(1, 1000)]
    public int AlarmingReturns { get; set; } = 3;
}
