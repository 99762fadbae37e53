namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>A message as its sender knows it. Scheduled times are whole milliseconds, as the protocol has them.</summary>
internal sealed record SentMessage(string Queue, string Id, string? Session = null, DateTimeOffset? ScheduledFor = null);
