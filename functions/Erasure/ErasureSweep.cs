using Microsoft.Extensions.Options;
using Relay.Functions.Accept;

namespace Relay.Functions.Erasure;

/// <summary>Brings erasures that were cut off to their end, and removes marks when no envelope can need them any more.</summary>
public sealed partial class ErasureSweep(ErasureJournal journal, EraseStage stage, IOptions<AcceptOptions> accept, TimeProvider clock, ILogger<ErasureSweep> logger)
{
    /// <summary>How long a mark stays beyond the longest time to live.</summary>
    public static readonly TimeSpan MarkMargin = TimeSpan.FromDays(1);

    // Longer than a call can take that is still at it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused; the next run goes on.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await foreach (var entry in journal.OpenAsync(now - Patience, cancel))
        {
            await stage.FinishAsync(entry, cancel);
            Log.Finished(logger, entry.Partner);
        }

        await foreach (var entry in journal.DoneAsync(now - TimeSpan.FromSeconds(accept.Value.LongestTimeToLiveSeconds) - MarkMargin, cancel))
            await journal.ForgetAsync(entry, cancel);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 7201, Level = LogLevel.Warning, Message = "The erasure of a user of {Partner} had been cut off; it is done now")]
        public static partial void Finished(ILogger logger, string partner);
    }
}
