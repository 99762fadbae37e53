using Relay.Functions.Partners;

namespace Relay.Functions.Usage;

/// <summary>Removes usage of long ago, partner by partner: the rows of one lie together in the order of time.</summary>
internal sealed class UsageSweep(IUsageRows rows, IPartnerList partners)
{
    /// <summary>Removes what began before a time; gives how many rows.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused; the next run goes on.</exception>
    public async Task<int> RunAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var removed = 0;
        await foreach (var partner in partners.ListAsync(cancel))
        {
            removed += await rows.RemoveAsync(partner.Name, UsageSpan.Minute, before, cancel);
            removed += await rows.RemoveAsync(partner.Name, UsageSpan.Hour, before, cancel);
        }

        return removed;
    }
}
