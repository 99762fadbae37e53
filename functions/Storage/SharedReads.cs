namespace Relay.Functions.Storage;

/// <summary>
/// Shares reads of the same key without caching: a caller gets a read that began after its call. While a read runs, all
/// further callers wait for the one that begins when it ends, so that any number of them costs two reads at a time.
/// </summary>
/// <param name="read">Reads a key.</param>
public sealed class SharedReads<TKey, TValue>(Func<TKey, Task<TValue>> read)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Turn> _turns = [];

    private sealed class Turn
    {
        /// <summary>Completed by the read that begins when the running one ends; null while nobody waits for it.</summary>
        public TaskCompletionSource<TValue>? Next;
    }

    /// <summary>A value that was read after this call.</summary>
    public Task<TValue> ReadAsync(TKey key)
    {
        TaskCompletionSource<TValue> completion;
        lock (_turns)
        {
            if (_turns.TryGetValue(key, out var turn))
                return (turn.Next ??= New()).Task;

            _turns.Add(key, new Turn());
            completion = New();
        }

        _ = RunAsync(key, completion);
        return completion.Task;
    }

    private async Task RunAsync(TKey key, TaskCompletionSource<TValue>? completion)
    {
        while (completion is not null)
        {
            try
            {
                completion.SetResult(await read(key));
            }
            catch (Exception failure)
            {
                // Handed to those who wait for this read.
                completion.SetException(failure);
                _ = completion.Task.Exception;
            }

            lock (_turns)
            {
                completion = _turns[key].Next;
                if (completion is null)
                    _turns.Remove(key);
                else
                    _turns[key].Next = null;
            }
        }
    }

    private static TaskCompletionSource<TValue> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
