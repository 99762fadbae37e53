namespace Relay.Local.Host.Worker;

/// <summary>The rule of the Functions host: three crashes, each within 30 minutes of the one before, are too many.</summary>
internal sealed class CrashCount(TimeProvider clock)
{
    private const int TooMany = 3;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);
    private DateTimeOffset _last;
    private int _count;

    /// <summary>Counts one crash; true when it is the one too many.</summary>
    public bool AddAndCheck()
    {
        var now = clock.GetUtcNow();
        _count = _count > 0 && now - _last <= Window ? _count + 1 : 1;
        _last = now;
        return _count >= TooMany;
    }
}
