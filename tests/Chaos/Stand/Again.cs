namespace Relay.Chaos.Stand;

/// <summary>Starts a part until it runs: what it needs may be away just then.</summary>
internal static class Again
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static async Task<T> UntilItRunsAsync<T>(Func<Task<T>> start, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await start();
            }
            catch (InvalidOperationException)
            {
                // The part's own log says why; the run's bound ends the attempts.
                await Task.Delay(Wait, cancel);
            }
        }
    }
}
