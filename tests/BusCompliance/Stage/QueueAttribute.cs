namespace Relay.Local.Bus.Compliance.Stage;

/// <summary>The settings of a scenario's queue, where they differ from the defaults of the service.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class QueueAttribute : Attribute
{
    public bool Sessions { get; init; }

    /// <summary>Above 0, messages are checked for duplicates over so many seconds.</summary>
    public int DuplicateWindowSeconds { get; init; }

    public int LockSeconds { get; init; } = 60;

    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>Above 0, the upper bound of the time to live.</summary>
    public int TimeToLiveSeconds { get; init; }

    public bool DeadLetterExpired { get; init; }

    public int MaxMegabytes { get; init; } = 1024;

    internal QueueDescription Describe(string name)
    {
        var description = new QueueDescription
        {
            Name = name,
            RequiresSession = Sessions,
            LockDuration = TimeSpan.FromSeconds(LockSeconds),
            MaxDeliveryCount = MaxDeliveryCount,
            DeadLetteringOnMessageExpiration = DeadLetterExpired,
            MaxSizeInMegabytes = MaxMegabytes,
        };
        if (DuplicateWindowSeconds > 0)
            description = description with
            {
                RequiresDuplicateDetection = true,
                DuplicateDetectionHistoryTimeWindow = TimeSpan.FromSeconds(DuplicateWindowSeconds),
            };
        return TimeToLiveSeconds > 0
            ? description with { DefaultMessageTimeToLive = TimeSpan.FromSeconds(TimeToLiveSeconds) }
            : description;
    }
}
