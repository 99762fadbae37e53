using System.Collections.Concurrent;

namespace Relay.Functions.Lanes;

/// <summary>Tells long polls of this instance that something was parked for their partner.</summary>
public sealed class InboxSignal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _bells = new(StringComparer.Ordinal);

    /// <summary>Ends with the next <see cref="Ring"/> for the partner.</summary>
    public Task NextAsync(string partner) =>
        _bells.GetOrAdd(partner, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes the polls of a partner.</summary>
    public void Ring(string partner)
    {
        if (_bells.TryRemove(partner, out var bell))
            bell.SetResult();
    }
}
