using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Storage;

namespace Relay.Functions.People;

/// <summary>A user of a partner.</summary>
public readonly record struct Address(string Partner, string User);

/// <summary>
/// Answers whether one user may write to another, from cached records. Every refusal takes the same reads (the recipient's
/// partner, the sender, the recipient), so that neither the answer nor the calls behind it tell who exists.
/// </summary>
public sealed class Reachability(UserStore users, PartnerDirectory partners, IOptions<RelayOptions> options, TimeProvider clock)
{
    private const int Capacity = 200_000;

    private readonly TimedCache<Address, UserRecord?> cache = new(TimeSpan.FromSeconds(options.Value.DirectoryCacheSeconds), Capacity, clock);

    /// <summary>The recipient's partner when both users have opted in for each other's networks; otherwise null.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public ValueTask<PartnerRecord?> RouteAsync(Address from, Address to)
    {
        var partner = partners.FindAsync(to.Partner);
        var sender = Find(from);
        var recipient = Find(to);
        // The usual case, all three cached, does not leave this thread.
        return partner.IsCompletedSuccessfully && sender.IsCompletedSuccessfully && recipient.IsCompletedSuccessfully
            ? ValueTask.FromResult(Route(from, to, partner.Result, sender.Result, recipient.Result))
            : WaitAsync(from, to, partner, sender, recipient);
    }

    /// <summary>Forgets a user that this instance has just written.</summary>
    public void Forget(Address address) => cache.Remove(address);

    private static async ValueTask<PartnerRecord?> WaitAsync(
        Address from, Address to, ValueTask<PartnerRecord?> partner, ValueTask<UserRecord?> sender, ValueTask<UserRecord?> recipient)
    {
        var reads = (partner.AsTask(), sender.AsTask(), recipient.AsTask());
        await Task.WhenAll(reads.Item1, reads.Item2, reads.Item3);
        return Route(from, to, await reads.Item1, await reads.Item2, await reads.Item3);
    }

    private static PartnerRecord? Route(Address from, Address to, PartnerRecord? partner, UserRecord? sender, UserRecord? recipient) =>
        partner is not null && sender is not null && recipient is not null && sender.IsOpenTo(to.Partner) && recipient.IsOpenTo(from.Partner)
            ? partner
            : null;

    // A user of a partner that cannot exist by its name is looked up all the same: the row is simply not there.
    private ValueTask<UserRecord?> Find(Address address) =>
        cache.GetAsync(address, users, static (address, users) => users.FindAsync(address.Partner, address.User, CancellationToken.None));
}
