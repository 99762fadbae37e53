using System.Text.Json;
using Relay.Functions.Partners;

namespace Relay.Functions.Receipts;

/// <summary>Stores events for the pump to post.</summary>
internal sealed class PartnerEvents(PartnerDirectory partners, IEventStore store, TimeProvider clock) : IPartnerEvents
{
    /// <inheritdoc/>
    public async Task TellAsync(string partner, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel)
    {
        if (await partners.FindAsync(partner) is { Events: not null, Status: not PartnerStatus.Ended })
            await AddAsync(partner, null, type, facts, cancel);
    }

    /// <inheritdoc/>
    public async Task TellAsync(string partner, string about, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel)
    {
        if (await partners.FindAsync(partner) is { Events: not null, Status: not PartnerStatus.Ended } told && !PartnerWorlds.AreApart(told, await partners.FindAsync(about)))
            await AddAsync(partner, about, type, facts, cancel);
    }

    private Task AddAsync(string partner, string? about, string type, IReadOnlyDictionary<string, string> facts, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var notice = new EventNotice(type, now, facts.Count == 0 ? null : facts);
        return store.AddAsync(new StoredEvent(partner, EventStore.KeyOf(now), JsonSerializer.Serialize(notice, ReceiptJson.Default.EventNotice), about), cancel);
    }
}
