using Microsoft.Extensions.Options;
using Relay.Functions.Accept;

namespace Relay.Functions.Held;

/// <summary>Ends held envelopes whose time to live is over, and removes contents that lost their rows to a crash.</summary>
public sealed class HeldSweep(HeldStore store, HeldEndings endings, IOptions<AcceptOptions> accept, TimeProvider clock)
{
    // Long after the longest time to live nothing can come any more that would complete a content without a row.
    private static readonly TimeSpan OrphanMargin = TimeSpan.FromDays(1);

    /// <summary>Gives how many have ended.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused; the next run goes on.</exception>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var expired = 0;
        await foreach (var record in store.ExpiredAsync(now, cancel))
            expired += await endings.ExpireAsync(record, cancel) ? 1 : 0;

        await store.SweepAsync(now - TimeSpan.FromSeconds(accept.Value.LongestTimeToLiveSeconds) - OrphanMargin, cancel);
        return expired;
    }
}
