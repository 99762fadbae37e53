using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Partners;

namespace Relay.Functions.Held;

/// <summary>Ends held envelopes whose time to live or whose partner's agreement is over, and removes contents that lost their rows to a crash.</summary>
public sealed class HeldSweep(HeldStore store, HeldEndings endings, IPartnerList partners, IOptions<AcceptOptions> accept, TimeProvider clock)
{
    // Long after the longest time to live nothing can come any more that would complete a content without a row.
    private static readonly TimeSpan OrphanMargin = TimeSpan.FromDays(1);

    private const int Page = 100;

    /// <summary>Gives how many have ended.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused; the next run goes on.</exception>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var expired = 0;
        await foreach (var record in store.ExpiredAsync(now, cancel))
            expired += await endings.ExpireAsync(record, cancel) ? 1 : 0;

        await foreach (var partner in partners.ListAsync(cancel))
        {
            if (partner.Status == PartnerStatus.Ended)
                await EndAllAsync(partner.Name, cancel);
        }

        await store.SweepAsync(now - TimeSpan.FromSeconds(accept.Value.LongestTimeToLiveSeconds) - OrphanMargin, cancel);
        return expired;
    }

    private async Task EndAllAsync(string partner, CancellationToken cancel)
    {
        (string, string)? last = null;
        while (await store.ListAsync(new HeldQuery(partner), last, Page, cancel) is { Count: > 0 } page)
        {
            foreach (var record in page)
                await endings.EndForPartnerAsync(record, cancel);
            last = (page[^1].Partner, page[^1].Key);
        }
    }
}
