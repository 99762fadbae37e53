using Azure;
using Relay.Functions.Storage;

namespace Relay.Functions.Usage;

/// <summary>
/// Writes this instance's sums to the store, every few seconds and when the program ends. What cannot be written stays and is tried
/// again with all that has come since. It takes the listener, so that sums are kept from the program's start on.
/// </summary>
internal sealed partial class UsageWriter(UsageSums sums, UsageListener listener, IUsageRows rows, TimeProvider clock, ILogger<UsageWriter> logger) : BackgroundService
{
    /// <summary>Between two writes.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestLastWrite = TimeSpan.FromSeconds(5);

    private const int WritesAtOnce = 4;

    private readonly UsageListener _listener = listener;
    private bool _isFailing;

    /// <summary>Writes what has changed; false when the store did not take all of it.</summary>
    public async Task<bool> WriteAsync(CancellationToken cancel)
    {
        var waiting = new System.Collections.Concurrent.ConcurrentDictionary<UsageKey, UsageFigures>(sums.Take().Select(one => KeyValuePair.Create(one.Key, one.Figures)));
        try
        {
            await Parallel.ForEachAsync(waiting.Keys, new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancel }, async (key, token) =>
            {
                await rows.PutAsync(key, waiting[key], token);
                waiting.TryRemove(key, out _);
            });
            _isFailing = false;
        }
        catch (Exception failure) when (failure is RequestFailedException || StoreFailures.IsPassing(failure))
        {
            sums.GiveBack(waiting.Keys);
            // Once for each time that it begins to fail.
            if (!_isFailing)
                Log.NotWritten(logger, waiting.Count, failure.GetType().Name);
            _isFailing = true;
        }

        if (sums.Forget() is > 0 and var givenUp)
            Log.GivenUp(logger, givenUp);
        return waiting.IsEmpty;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _listener.Dispose();
        using var bound = new CancellationTokenSource(LongestLastWrite, clock);
        await WriteAsync(bound.Token);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await WriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last write is StopAsync's.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 8100, Level = LogLevel.Warning, Message = "{Sums} sums of usage could not be written ({Failure}); they are kept and tried again")]
        public static partial void NotWritten(ILogger logger, int sums, string failure);

        [LoggerMessage(EventId = 8101, Level = LogLevel.Warning, Message = "{Sums} sums of usage were given up: the store has not taken them for too long")]
        public static partial void GivenUp(ILogger logger, int sums);
    }
}
