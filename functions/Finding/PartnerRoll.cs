using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Storage;

namespace Relay.Functions.Finding;

/// <summary>
/// All partners in one read, cached. Finding takes them from here: were each read when a claim names it, the reads would tell
/// that there is a claim.
/// </summary>
internal sealed class PartnerRoll(PartnerStore store, IOptions<RelayOptions> options, TimeProvider clock)
{
    private readonly TimedCache<int, IReadOnlyDictionary<string, PartnerRecord>> _cache = new(TimeSpan.FromSeconds(options.Value.DirectoryCacheSeconds), 1, clock);

    /// <summary>All partners by name.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public ValueTask<IReadOnlyDictionary<string, PartnerRecord>> ReadAsync() => _cache.GetAsync(0, store, static (_, store) => ListAsync(store));

    private static async Task<IReadOnlyDictionary<string, PartnerRecord>> ListAsync(PartnerStore store)
    {
        var partners = new Dictionary<string, PartnerRecord>(StringComparer.Ordinal);
        await foreach (var partner in store.ListAsync(CancellationToken.None))
            partners.Add(partner.Name, partner);
        return partners;
    }
}
