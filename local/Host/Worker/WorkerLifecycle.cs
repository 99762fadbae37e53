using Microsoft.Extensions.Logging;

namespace Relay.Local.Host.Worker;

/// <summary>
/// Keeps the program running as the Functions host does: started anew after a crash or a function timeout, given up after three
/// crashes in short order, left alone after exit code 0.
/// </summary>
internal sealed partial class WorkerLifecycle(Func<WorkerProcess> start, TimeProvider clock, ILogger logger)
{
    /// <summary>How far apart two processes may notice the same signal.</summary>
    private static readonly TimeSpan SignalSpread = TimeSpan.FromMilliseconds(300);

    private readonly CrashCount _crashes = new(clock);
    private readonly TaskCompletionSource<HostStopReason> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<WorkerRun> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WorkerRun? _current;
    private WorkerProcess? _timedOut;
    private Task _loop = Task.CompletedTask;

    /// <summary>The program while it answers; null while it starts, and after the end.</summary>
    public WorkerRun? Current => Volatile.Read(ref _current);

    /// <summary>The program that answers now, or the last one that did; null before the first.</summary>
    public WorkerProcess? Latest { get; private set; }

    /// <summary>Ends, with the reason, when the program will not be started again.</summary>
    public Task<HostStopReason> Stopped => _stopped.Task;

    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Waits for a program that answers; cancelled also when there will be none.</summary>
    public Task<WorkerRun> WaitRunningAsync(CancellationToken cancel)
    {
        lock (_gate)
            return _ready.Task.WaitAsync(cancel);
    }

    /// <summary>Kills the program because a call outran the function timeout. It is no crash and is not counted as one.</summary>
    public void KillAfterTimeout(WorkerRun run)
    {
        LogTimeoutKill(run.Process.Id);
        Volatile.Write(ref _timedOut, run.Process);
        // At once, not when its end is noticed: nothing may be sent to a program that is about to die.
        if (Current == run)
            Withdraw();
        run.Process.Kill();
    }

    /// <summary>Ends the program: SIGTERM, then after <paramref name="patience"/> a kill.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        await _stopping.CancelAsync();
        if (Current is { } run)
            await run.Process.StopAsync(patience);
        await _loop;
        End(HostStopReason.Disposed);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                if (await RunOnceAsync() is not { } reason)
                    continue;
                LogStopped(reason);
                End(reason);
                return;
            }
        }
        catch (Exception fault)
        {
            // Such as a program file that vanished between two starts. Whoever waits for the end learns of it.
            _stopped.TrySetException(fault);
            lock (_gate)
                _ready.TrySetCanceled();
        }
    }

    private async Task<HostStopReason?> RunOnceAsync()
    {
        await using var process = start();
        using var down = new CancellationTokenSource();
        LogStarted(process.Id, process.Port);
        if (await WorkerReadiness.WaitAsync(process, _stopping.Token))
        {
            LogAnswers(process.Id);
            Publish(new WorkerRun(process, down.Token));
            // A stop that came between its answer and its publication did not see it.
            if (_stopping.IsCancellationRequested)
                process.Kill();
        }
        else
        {
            process.Kill();
        }

        var code = await process.Exit;
        Withdraw();
        await down.CancelAsync();
        if (code == 0)
            await AwaitStopAsync();
        if (_stopping.IsCancellationRequested || Volatile.Read(ref _timedOut) == process)
            return null;
        LogExited(process.Id, code);
        if (code == 0)
            return HostStopReason.ProgramExited;
        return _crashes.AddAndCheck() ? HostStopReason.ProgramCrashedRepeatedly : null;
    }

    /// <summary>
    /// Ctrl+C in a terminal reaches the program and this process at once: a program that obeys it first has not left by itself.
    /// </summary>
    private async Task AwaitStopAsync() =>
        await Task.Delay(SignalSpread, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Publish(WorkerRun run)
    {
        Latest = run.Process;
        Volatile.Write(ref _current, run);
        lock (_gate)
            _ready.TrySetResult(run);
    }

    private void Withdraw()
    {
        Volatile.Write(ref _current, null);
        lock (_gate)
        {
            if (_ready.Task.IsCompleted)
                _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void End(HostStopReason reason)
    {
        _stopped.TrySetResult(reason);
        lock (_gate)
            _ready.TrySetCanceled();
    }

    [LoggerMessage(1001, LogLevel.Information, "Program started: process {Process}, port {Port}.")]
    private partial void LogStarted(int process, int port);

    [LoggerMessage(1002, LogLevel.Information, "Program {Process} answers.")]
    private partial void LogAnswers(int process);

    [LoggerMessage(1003, LogLevel.Warning, "Program {Process} left with exit code {Code}.")]
    private partial void LogExited(int process, int code);

    [LoggerMessage(1004, LogLevel.Error, "A call outran the function timeout: program {Process} is killed and started again.")]
    private partial void LogTimeoutKill(int process);

    [LoggerMessage(1005, LogLevel.Error, "The program is not started again: {Reason}.")]
    private partial void LogStopped(HostStopReason reason);
}
