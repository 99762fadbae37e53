namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>The queues of the crash test. Locks outlast every life of the broker, so that none ends by its time.</summary>
internal static class CrashQueues
{
    /// <summary>Ordered: with sessions and duplicate detection, and messages that never fail too often.</summary>
    public static QueueDescription Sessions { get; } = new()
    {
        Name = "sessions",
        RequiresSession = true,
        RequiresDuplicateDetection = true,
        MaxDeliveryCount = 2000,
        LockDuration = TimeSpan.FromMinutes(5),
    };

    public static QueueDescription Plain { get; } = new() { Name = "plain", MaxDeliveryCount = 2000, LockDuration = TimeSpan.FromMinutes(5) };

    /// <summary>A message is dead-lettered when it has failed three times.</summary>
    public static QueueDescription Counting { get; } = new() { Name = "counting", MaxDeliveryCount = 3, LockDuration = TimeSpan.FromMinutes(5) };

    /// <summary>Its messages are received and deleted in one.</summary>
    public static QueueDescription Taking { get; } = new() { Name = "taking", LockDuration = TimeSpan.FromMinutes(5) };

    public static IReadOnlyList<QueueDescription> All { get; } = [Sessions, Plain, Counting, Taking];
}
