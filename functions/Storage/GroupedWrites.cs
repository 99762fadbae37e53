namespace Relay.Functions.Storage;

/// <summary>
/// Groups writes to the same key: while one group is written, further items gather and are written as the next. Nothing waits
/// for company: an item alone is written at once.
/// </summary>
/// <param name="mostItems">Items of one group.</param>
/// <param name="write">Writes a group; all its items succeed or fail together.</param>
public sealed class GroupedWrites<TKey, TItem>(int mostItems, Func<TKey, IReadOnlyList<TItem>, Task> write)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Queue<(TItem Item, TaskCompletionSource Completion)>> _waiting = [];

    /// <summary>Writes an item; ends when the item is written.</summary>
    public Task WriteAsync(TKey key, TItem item)
    {
        var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            if (_waiting.TryGetValue(key, out var queue))
            {
                queue.Enqueue((item, completion));
                return completion.Task;
            }

            _waiting.Add(key, new());
        }

        _ = RunAsync(key, [(item, completion)]);
        return completion.Task;
    }

    private async Task RunAsync(TKey key, List<(TItem Item, TaskCompletionSource Completion)> group)
    {
        while (group.Count > 0)
        {
            try
            {
                await write(key, [.. group.Select(entry => entry.Item)]);
                group.ForEach(entry => entry.Completion.SetResult());
            }
            catch (Exception failure)
            {
                // Handed to those whose items were in this group.
                foreach (var (_, completion) in group)
                {
                    completion.SetException(failure);
                    _ = completion.Task.Exception;
                }
            }

            group = Next(key);
        }
    }

    private List<(TItem Item, TaskCompletionSource Completion)> Next(TKey key)
    {
        var group = new List<(TItem, TaskCompletionSource)>();
        lock (_waiting)
        {
            var queue = _waiting[key];
            while (group.Count < mostItems && queue.TryDequeue(out var entry))
                group.Add(entry);
            if (group.Count == 0)
                _waiting.Remove(key);
        }

        return group;
    }
}
