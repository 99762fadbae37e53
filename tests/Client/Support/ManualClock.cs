namespace Relay.Client.Tests.Support;

/// <summary>A clock that stands still.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
