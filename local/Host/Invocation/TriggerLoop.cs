using Microsoft.Extensions.Logging;
using Relay.Local.Host.Worker;

namespace Relay.Local.Host.Invocation;

/// <summary>Runs one trigger whenever the program runs, and only then.</summary>
internal sealed partial class TriggerLoop(ITrigger trigger, WorkerLifecycle worker, ILogger logger)
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var run = await worker.WaitRunningAsync(stop);
                using var whileRunning = CancellationTokenSource.CreateLinkedTokenSource(stop, run.Down);
                try
                {
                    await trigger.RunAsync(whileRunning.Token);
                }
                catch (OperationCanceledException) when (whileRunning.IsCancellationRequested)
                {
                    // The program is down, or the host stops.
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    // Such as a broker that is away. The Functions host logs it and its listener tries again.
                    LogFault(fault, trigger.Function);
                    await Task.Delay(PauseAfterFault, stop);
                }

                stop.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops, or the program will not be started again.
        }
    }

    [LoggerMessage(1201, LogLevel.Error, "The trigger of {Function} failed and starts again.")]
    private partial void LogFault(Exception fault, string function);
}
