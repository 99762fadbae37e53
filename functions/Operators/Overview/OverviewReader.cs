using Microsoft.Extensions.Options;
using Relay.Functions.Explain;
using Relay.Functions.Held;
using Relay.Functions.Lanes;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.Operators.Overview;

/// <summary>
/// Reads how all partners do. However many pages are open, an instance looks at the stores once in <see cref="OperatorOptions.PushSeconds"/>,
/// and counts what is held, which costs more, less often.
/// </summary>
internal sealed class OverviewReader(IPartnerList partners, ILaneStore lanes, IHeldStore held, QueueNamespaces namespaces, IOptions<OperatorOptions> options, TimeProvider clock)
{
    private const int HeldPage = 1000;
    private const int MostHeldCounted = 5 * HeldPage;
    private const int HeldEvery = 3;

    private readonly TimedCache<int, RelayOverview> _overview = new(TimeSpan.FromSeconds(options.Value.PushSeconds) / 2, 1, clock);
    private readonly TimedCache<int, HeldCounts> _held = new(TimeSpan.FromSeconds(options.Value.PushSeconds) * HeldEvery, 1, clock);

    /// <summary>As it was a moment ago.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    public ValueTask<RelayOverview> ReadAsync() => _overview.GetAsync(0, this, static (_, reader) => reader.ReadStoresAsync());

    /// <summary>Forgets what was read: this instance has changed something.</summary>
    public void Forget()
    {
        _overview.Remove(0);
        _held.Remove(0);
    }

    private async Task<RelayOverview> ReadStoresAsync()
    {
        var counting = _held.GetAsync(0, this, static (_, reader) => reader.CountHeldAsync());
        var states = await lanes.ReadAllAsync(CancellationToken.None);
        var counts = await counting;
        var found = new List<PartnerOverview>();
        await foreach (var partner in partners.ListAsync(CancellationToken.None))
            found.Add(Of(partner, states.GetValueOrDefault(partner.Name) ?? PartnerLanes.AllOpen, counts.ByPartner.GetValueOrDefault(partner.Name)));
        found.Sort((one, other) => string.CompareOrdinal(one.Partner, other.Partner));
        return new RelayOverview(found, counts.ByPartner.GetValueOrDefault(HeldKeys.UnreadablePartition), counts.IsAll, namespaces.Numbers);
    }

    private async Task<HeldCounts> CountHeldAsync()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        (string Partner, string Key)? after = null;
        for (var counted = 0; counted < MostHeldCounted;)
        {
            var page = await held.ListAsync(new HeldQuery(), after, HeldPage, CancellationToken.None);
            foreach (var record in page)
                counts[record.Partner] = counts.GetValueOrDefault(record.Partner) + 1;
            if (page.Count < HeldPage)
                return new HeldCounts(counts, true);
            after = (page[^1].Partner, page[^1].Key);
            counted += page.Count;
        }

        return new HeldCounts(counts, false);
    }

    private static PartnerOverview Of(PartnerRecord partner, PartnerLanes state, int held) => new(
        partner.Name,
        partner.Status.ToString().ToLowerInvariant(),
        partner.Mode.ToString().ToLowerInvariant(),
        partner.Endpoint?.AbsoluteUri,
        BreakerView.Of(partner, state),
        state.Lanes.Count,
        state.Lanes.Values.Min(lane => lane.ParkedSince),
        state.Lanes.Values.Sum(lane => lane.Bytes.Values.Sum()),
        held);

    private sealed record HeldCounts(IReadOnlyDictionary<string, int> ByPartner, bool IsAll);
}
