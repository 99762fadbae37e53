using Azure.Data.Tables;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Contacts;

/// <summary>
/// Makes the calls to the stores that a request to a stranger would make, where the request is to have no effect: how long an
/// answer takes must not tell what the answer hides. What it writes belongs to nobody and says nothing.
/// </summary>
internal sealed class Decoy(TableClient people, AddressKeys keys, PartnerDirectory partners, IEventStore events, TimeProvider clock)
{
    // No partner's name has parentheses. The row is one and the same; the events go with the others of their time.
    private const string Nobody = "(nobody)";
    private const string Row = "0";
    private const int TypicalBytes = 1024;

    private static readonly string Padding = new('-', TypicalBytes);

    /// <summary>As <see cref="IPartnerEvents"/> would store an event for a partner.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    public async Task TellAsync(string partner, CancellationToken cancel)
    {
        if (await partners.FindAsync(partner) is { Events: not null })
            await events.AddAsync(new StoredEvent(Nobody, EventStore.KeyOf(clock.GetUtcNow()), Padding), cancel);
    }

    /// <summary>As <see cref="UserStore.ChangeAsync"/> would change a user.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    public async Task ChangeAsync(Address user, CancellationToken cancel)
    {
        await people.GetEntityIfExistsAsync<TableEntity>(user.Partner, keys.RowKeyOf(user.Partner, user.User), cancellationToken: cancel);
        await people.UpsertEntityAsync(new TableEntity(Nobody, Row) { ["Padding"] = Padding }, TableUpdateMode.Replace, cancel);
    }
}
