using System.Diagnostics;

namespace Relay.Chaos.Stand;

/// <summary>Starts a part until it runs: what it needs may be away just then.</summary>
internal static class Again
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    /// <exception cref="InvalidOperationException">It does not run for longer than any other part is away.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static async Task<T> UntilItRunsAsync<T>(Func<Task<T>> start, CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await start();
            }
            catch (InvalidOperationException) when (Stopwatch.GetElapsedTime(since) < Bound)
            {
                // The part's own log says why.
                await Task.Delay(Wait, cancel);
            }
        }
    }
}
