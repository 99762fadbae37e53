using Azure;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>What arrives in a lane that has a record.</summary>
public enum LaneMode : byte
{
    /// <summary>Everything that arrives is parked.</summary>
    Parked = 0,

    /// <summary>Only envelopes of the recipients in <see cref="LaneRecord.Waiting"/> are parked; the others pass.</summary>
    Waiting = 1,
}

/// <summary>A recipient whose provider asked to have an envelope again, later; what follows for the same recipient waits behind it.</summary>
/// <param name="Recipient">A keyed hash of the recipient; two users that share one wait together.</param>
/// <param name="Attempts">Times in a row that the provider asked so.</param>
/// <param name="DueAt">When it is tried again.</param>
public readonly record struct WaitingRecipient(uint Recipient, int Attempts, DateTimeOffset DueAt);

/// <summary>The right to post or hand out a lane's parked messages. While it runs nobody else does.</summary>
/// <param name="Token">Names the holder.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="Through">The last parked message that a hand-out covers; empty for a drain.</param>
/// <param name="Take">How many of that last message's envelopes the hand-out covers, from the first that could be handed out.</param>
/// <param name="At">When it was handed out: who waited then was left out.</param>
public sealed record LaneLease(string Token, DateTimeOffset Until, string Through = "", int Take = 0, DateTimeOffset At = default);

/// <summary>A lane that is not open. An open lane has no record.</summary>
/// <param name="Lane">The lane.</param>
public sealed record LaneRecord(Lane Lane)
{
    /// <summary>What arrives is parked, all or some of it.</summary>
    public LaneMode Mode { get; init; }

    /// <summary>Since when everything that arrives is parked; null in mode Waiting.</summary>
    public DateTimeOffset? ParkedSince { get; init; }

    /// <summary>Failures in a row of the lane's first parked message.</summary>
    public int Attempts { get; init; }

    /// <summary>Number of the lane's alarm; alarms of other numbers are stale.</summary>
    public long Alarm { get; init; }

    /// <summary>When that alarm is due; null while the lane waits for something else (breaker, epoch, pull).</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Since when the lane's first parked message is tried envelope by envelope; null while it is tried as a whole.</summary>
    public DateTimeOffset? IsolatingSince { get; init; }

    /// <summary>Recipients that wait apart; at most <see cref="LaneOptions.MostWaitingRecipients"/>.</summary>
    public IReadOnlyList<WaitingRecipient> Waiting { get; init; } = [];

    /// <summary>Who drains the lane or has its messages out; a lease that has run out says that what it covered is in doubt.</summary>
    public LaneLease? Lease { get; init; }

    /// <summary>Highest sequence number that was parked, so that parking twice counts once.</summary>
    public long LastSequence { get; init; }

    /// <summary>Parked bytes by sending partner; exact after each drain, an upper bound between.</summary>
    public IReadOnlyDictionary<string, long> Bytes { get; init; } = new Dictionary<string, long>();

    /// <summary>When the first of the parked envelopes expires, or earlier.</summary>
    public DateTimeOffset NextExpiry { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Of the row as it was read or written: the fence against a second instance.</summary>
    public ETag ETag { get; init; }

    /// <summary>In another mode, from a moment on.</summary>
    public LaneRecord In(LaneMode mode, DateTimeOffset now) =>
        this with { Mode = mode, ParkedSince = mode == LaneMode.Waiting ? null : ParkedSince ?? now };
}
