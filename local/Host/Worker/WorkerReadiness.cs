namespace Relay.Local.Host.Worker;

/// <summary>Asks a fresh program whether it answers, as the Functions host does: GET / every 25 ms, for 30 s at most.</summary>
internal static class WorkerReadiness
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>True at the first HTTP answer, whatever it says; false when the program left, the time is up, or on cancellation.</summary>
    public static async Task<bool> WaitAsync(WorkerProcess process, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        var address = new Uri($"http://127.0.0.1:{process.Port}/");
        while (!process.Exit.IsCompleted)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                using var answer = await client.SendAsync(request, limit.Token);
                return true;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException)
            {
                return false;
            }

            await Task.WhenAny(process.Exit, Task.Delay(Interval, CancellationToken.None));
        }

        return false;
    }
}
