using Microsoft.Extensions.Options;
using Relay.Functions.People;

namespace Relay.Functions.Transparency;

/// <summary>Appends entries that a crash has kept from the log, and removes heads past their time.</summary>
internal sealed partial class KeyLogSweep(UserStore users, ILogRows rows, IOptions<TransparencyOptions> options, TimeProvider clock, ILogger<KeyLogSweep> logger)
{
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused; the next run goes on.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var appended = await users.LogAllAsync(cancel);
        if (appended > 0)
            Log.Appended(logger, appended);
        var removed = await rows.RemoveHeadsAsync(clock.GetUtcNow().AddDays(-options.Value.HeadDays), cancel);
        if (removed > 0)
            Log.Removed(logger, removed);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 7600, Level = LogLevel.Warning, Message = "{Count} entries of the key log had not been appended; they are now")]
        public static partial void Appended(ILogger logger, int count);

        [LoggerMessage(EventId = 7601, Level = LogLevel.Information, Message = "{Count} old heads of the key log were removed")]
        public static partial void Removed(ILogger logger, int count);
    }
}
