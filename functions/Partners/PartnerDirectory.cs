using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Storage;
using Relay.Signatures;

namespace Relay.Functions.Partners;

/// <summary>Partners and keys as the way of an envelope consults them: cached for seconds (<see cref="RelayOptions.DirectoryCacheSeconds"/>).</summary>
public sealed class PartnerDirectory(PartnerStore store, IOptions<RelayOptions> options, TimeProvider clock) : IPartners
{
    private const int Capacity = 10_000;

    // Two reads stand behind a key (whose it is, then the partner); each may be half the bound old.
    private readonly TimedCache<string, PartnerRecord?> _partners = new(TimeSpan.FromSeconds(options.Value.DirectoryCacheSeconds) / 2, Capacity, clock);
    private readonly TimedCache<string, string?> _owners = new(TimeSpan.FromSeconds(options.Value.DirectoryCacheSeconds) / 2, Capacity, clock);

    // All of them in one entry, for those whose reads must not depend on which partners they are about.
    private readonly TimedCache<int, IReadOnlyDictionary<string, PartnerRecord>> _all = new(TimeSpan.FromSeconds(options.Value.DirectoryCacheSeconds), 1, clock);

    /// <inheritdoc/>
    public ValueTask<PartnerRecord?> FindAsync(string name) =>
        PartnerNames.IsName(name)
            ? _partners.GetAsync(name, store, static (name, store) => store.FindAsync(name, CancellationToken.None))
            : ValueTask.FromResult<PartnerRecord?>(null);

    /// <inheritdoc/>
    public Task<PartnerRecord?> FindNowAsync(string name, CancellationToken cancel) => store.FindAsync(name, cancel);

    /// <inheritdoc/>
    public IAsyncEnumerable<PartnerRecord> ListAsync(CancellationToken cancel) => store.ListAsync(cancel);

    /// <summary>All partners by name, in one read.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public ValueTask<IReadOnlyDictionary<string, PartnerRecord>> AllAsync() => _all.GetAsync(0, store, static (_, store) => ReadAllAsync(store));

    /// <summary>The partner and key of a key id; nulls when there is none.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async ValueTask<(PartnerRecord? Partner, VerificationKey? Key)> FindKeyAsync(string keyId)
    {
        if (!PartnerNames.IsKeyId(keyId))
            return default;

        var owner = await _owners.GetAsync(keyId, store, static (keyId, store) => store.FindKeyOwnerAsync(keyId, CancellationToken.None));
        if (owner is null || await FindAsync(owner) is not { } partner)
            return default;

        return partner.VerificationKeys.TryGetValue(keyId, out var key) ? (partner, key) : default;
    }

    /// <summary>Forgets a partner that this instance has just written.</summary>
    public void Forget(PartnerRecord partner)
    {
        _partners.Remove(partner.Name);
        _all.Remove(0);
        foreach (var key in partner.Keys)
            _owners.Remove(key.Kid);
    }

    private static async Task<IReadOnlyDictionary<string, PartnerRecord>> ReadAllAsync(PartnerStore store)
    {
        var all = new Dictionary<string, PartnerRecord>(StringComparer.Ordinal);
        await foreach (var partner in store.ListAsync(CancellationToken.None))
            all.Add(partner.Name, partner);
        return all;
    }
}
