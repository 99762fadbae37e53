using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Storage;

namespace Relay.Functions.People;

/// <summary>A user of a partner.</summary>
public readonly record struct Address(string Partner, string User);

/// <summary>Where an envelope goes.</summary>
/// <param name="Partner">The recipient's provider; null when the sender cannot write to the recipient.</param>
/// <param name="AddressHash">Chooses the recipient's lane.</param>
public readonly record struct EnvelopeRoute(PartnerRecord? Partner, uint AddressHash);

/// <summary>
/// Answers whether one user may write to another, from cached records. Every refusal takes the same reads (the recipient's
/// partner, the sender, the recipient), so that neither the answer nor the calls behind it tell who exists.
/// </summary>
public sealed class Reachability(UserStore users, PartnerDirectory partners, IOptions<RelayOptions> options, TimeProvider clock)
{
    private const int Capacity = 200_000;

    private readonly TimedCache<Address, UserRecord?> _cache = new(TimeSpan.FromSeconds(options.Value.DirectoryCacheSeconds), Capacity, clock);

    /// <summary>The route when both users have opted in for each other's networks; otherwise one without a partner.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public ValueTask<EnvelopeRoute> RouteAsync(Address from, Address to)
    {
        var partner = partners.FindAsync(to.Partner);
        var sender = Find(from);
        var recipient = Find(to);
        // The usual case, all three cached, does not leave this thread.
        return partner.IsCompletedSuccessfully && sender.IsCompletedSuccessfully && recipient.IsCompletedSuccessfully
            ? ValueTask.FromResult(Decide(from, to, partner.Result, sender.Result, recipient.Result))
            : WaitAsync(from, to, partner, sender, recipient);
    }

    /// <summary>Forgets a user that this instance has just written.</summary>
    public void Forget(Address address) => _cache.Remove(address);

    private static async ValueTask<EnvelopeRoute> WaitAsync(
        Address from, Address to, ValueTask<PartnerRecord?> partner, ValueTask<UserRecord?> sender, ValueTask<UserRecord?> recipient)
    {
        var reads = (partner.AsTask(), sender.AsTask(), recipient.AsTask());
        await Task.WhenAll(reads.Item1, reads.Item2, reads.Item3);
        return Decide(from, to, await reads.Item1, await reads.Item2, await reads.Item3);
    }

    private static EnvelopeRoute Decide(Address from, Address to, PartnerRecord? partner, UserRecord? sender, UserRecord? recipient) =>
        partner is not null && sender is not null && recipient is not null && sender.IsOpenTo(to.Partner) && recipient.IsOpenTo(from.Partner)
            ? new EnvelopeRoute(partner, recipient.AddressHash)
            : default;

    // A user of a partner that cannot exist by its name is looked up all the same: the row is simply not there.
    private ValueTask<UserRecord?> Find(Address address) =>
        _cache.GetAsync(address, users, static (address, users) => users.FindAsync(address.Partner, address.User, CancellationToken.None));
}
