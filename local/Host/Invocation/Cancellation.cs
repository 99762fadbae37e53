namespace Relay.Local.Host.Invocation;

internal static class Cancellation
{
    /// <summary>A task that ends, without an exception, when the token is cancelled.</summary>
    public static async Task WhenCancelledAsync(this CancellationToken cancel)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancel.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), ended);
        await ended.Task;
    }
}
