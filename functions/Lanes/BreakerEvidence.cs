using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Relay.Functions.Lanes;

/// <summary>
/// What this instance has seen of partners' endpoints lately. One failure never says that an endpoint is away: it takes some
/// in a row, or a share of many.
/// </summary>
public sealed class BreakerEvidence(IOptions<LaneOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly LaneOptions _options = options.Value;

    private sealed class Window
    {
        public readonly Queue<(long At, bool Failed)> Calls = new();
        public int Failures;
        public int InARow;
        public DateTimeOffset LastSuccess = DateTimeOffset.MinValue;
    }

    /// <summary>Notes that the endpoint took a batch.</summary>
    public void Succeeded(string partner) => Note(partner, failed: false);

    /// <summary>Notes a failure; true when what was seen is enough to open the breaker.</summary>
    public bool Failed(string partner) => Note(partner, failed: true);

    /// <summary>Whether the endpoint has taken something since a moment.</summary>
    public bool HasSucceededSince(string partner, DateTimeOffset moment)
    {
        if (!_windows.TryGetValue(partner, out var window))
            return false;
        lock (window)
            return window.LastSuccess >= moment;
    }

    /// <summary>Forgets what was seen: the breaker has opened or closed, and what follows is judged by itself.</summary>
    public void Forget(string partner)
    {
        if (!_windows.TryGetValue(partner, out var window))
            return;
        lock (window)
        {
            window.Calls.Clear();
            window.Failures = window.InARow = 0;
        }
    }

    private bool Note(string partner, bool failed)
    {
        var window = _windows.GetOrAdd(partner, _ => new Window());
        lock (window)
        {
            var now = clock.GetTimestamp();
            if (!failed)
                window.LastSuccess = clock.GetUtcNow();
            window.InARow = failed ? window.InARow + 1 : 0;
            window.Calls.Enqueue((now, failed));
            window.Failures += failed ? 1 : 0;

            // The newest calls decide; a busy partner's window is shorter than its seconds.
            const int MostCalls = 1_000;
            while (window.Calls.Count > MostCalls || clock.GetElapsedTime(window.Calls.Peek().At, now).TotalSeconds > _options.BreakerWindowSeconds)
                window.Failures -= window.Calls.Dequeue().Failed ? 1 : 0;

            return window.InARow >= _options.BreakerFailures
                || (failed && window.Calls.Count >= _options.BreakerCalls && window.Failures * 100 >= window.Calls.Count * _options.BreakerFailurePercent);
        }
    }
}
