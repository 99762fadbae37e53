using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Functions.Storage;

namespace Relay.Functions.People;

/// <summary>Where an envelope goes.</summary>
/// <param name="Partner">The recipient's provider; null when the sender cannot write to the recipient.</param>
/// <param name="AddressHash">Chooses the recipient's lane.</param>
/// <param name="IsWanted">Whether the recipient takes envelopes of this class.</param>
public readonly record struct EnvelopeRoute(PartnerRecord? Partner, uint AddressHash, bool IsWanted = true)
{
    /// <summary>The sender's provider; null when the sender cannot write to the recipient.</summary>
    public PartnerRecord? Sender { get; init; }

    /// <summary>The recipient; null when the sender cannot write to it.</summary>
    public UserRecord? Recipient { get; init; }
}

/// <summary>
/// Answers whether one user may write to another, from cached records. Every refusal takes the same reads (both partners, the
/// sender, the recipient) and the same hashes, so that neither the answer nor what is behind it tells who exists.
/// </summary>
public sealed class Reachability(UserStore users, PartnerDirectory partners, AddressKeys keys, IOptions<RelayOptions> options, TimeProvider clock) : IConsents
{
    private const int Capacity = 200_000;

    private readonly PassRules _rules = new(keys);
    private readonly TimedCache<Address, UserRecord?> _cache = new(TimeSpan.FromSeconds(options.Value.DirectoryCacheSeconds), Capacity, clock);

    /// <summary>The route when both users let it pass; otherwise one without a partner.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public ValueTask<EnvelopeRoute> RouteAsync(Address from, Address to, EnvelopeClass envelopeClass = EnvelopeClass.Normal)
    {
        var read = ReadAsync(from, to);
        // The usual case, all of them cached, does not leave this thread.
        return read.IsCompletedSuccessfully ? ValueTask.FromResult(Decide(from, to, envelopeClass, read.Result)) : WaitAsync(from, to, envelopeClass, read);
    }

    /// <summary>Whether one user may write to another.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async ValueTask<bool> MayWriteAsync(Address from, Address to) => (await RouteAsync(from, to)).Partner is not null;

    /// <inheritdoc/>
    public ValueTask<Consent> CheckAsync(Address from, Address to, EnvelopeClass envelopeClass, DateTimeOffset acceptedAt)
    {
        var read = ReadAsync(from, to);
        return read.IsCompletedSuccessfully
            ? ValueTask.FromResult(Judge(from, to, envelopeClass, acceptedAt, read.Result))
            : WaitForConsentAsync(from, to, envelopeClass, acceptedAt, read);
    }

    /// <summary>A user as cached; the mark of an erased one counts as nobody.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async ValueTask<UserRecord?> FindAsync(Address user) => await Find(user) is { IsEnlisted: true } record ? record : null;

    /// <summary>Forgets a user that this instance has just written.</summary>
    public void Forget(Address address) => _cache.Remove(address);

    private async ValueTask<EnvelopeRoute> WaitAsync(Address from, Address to, EnvelopeClass envelopeClass, ValueTask<UserPair> read) =>
        Decide(from, to, envelopeClass, await read);

    private async ValueTask<Consent> WaitForConsentAsync(Address from, Address to, EnvelopeClass envelopeClass, DateTimeOffset acceptedAt, ValueTask<UserPair> read) =>
        Judge(from, to, envelopeClass, acceptedAt, await read);

    private ValueTask<UserPair> ReadAsync(Address from, Address to)
    {
        var fromPartner = partners.FindAsync(from.Partner);
        var toPartner = partners.FindAsync(to.Partner);
        var sender = Find(from);
        var recipient = Find(to);
        return fromPartner.IsCompletedSuccessfully && toPartner.IsCompletedSuccessfully && sender.IsCompletedSuccessfully && recipient.IsCompletedSuccessfully
            ? ValueTask.FromResult(new UserPair(fromPartner.Result, toPartner.Result, sender.Result, recipient.Result))
            : WaitAsync(fromPartner, toPartner, sender, recipient);
    }

    private static async ValueTask<UserPair> WaitAsync(
        ValueTask<PartnerRecord?> fromPartner, ValueTask<PartnerRecord?> toPartner, ValueTask<UserRecord?> sender, ValueTask<UserRecord?> recipient)
    {
        var reads = (fromPartner.AsTask(), toPartner.AsTask(), sender.AsTask(), recipient.AsTask());
        await Task.WhenAll(reads.Item1, reads.Item2, reads.Item3, reads.Item4);
        return new UserPair(await reads.Item1, await reads.Item2, await reads.Item3, await reads.Item4);
    }

    private EnvelopeRoute Decide(Address from, Address to, EnvelopeClass envelopeClass, in UserPair pair) =>
        _rules.MayPass(from, to, pair)
            ? new EnvelopeRoute(pair.ToPartner, pair.Recipient!.AddressHash, UserCapabilities.Allow(pair.Recipient.Capabilities, envelopeClass))
            {
                Sender = pair.FromPartner,
                Recipient = pair.Recipient,
            }
            : default;

    private Consent Judge(Address from, Address to, EnvelopeClass envelopeClass, DateTimeOffset acceptedAt, in UserPair pair)
    {
        if (PassRules.WasErased(pair, acceptedAt))
            return new Consent(ConsentVerdict.Erased, InboxPreference.Separate);
        if (pair.ToPartner is { Status: PartnerStatus.Ended })
            return new Consent(ConsentVerdict.PartnerEnded, InboxPreference.Separate);
        return _rules.MayPass(from, to, pair) && UserCapabilities.Allow(pair.Recipient!.Capabilities, envelopeClass)
            ? new Consent(ConsentVerdict.Open, pair.Recipient.Inbox)
            : new Consent(ConsentVerdict.Closed, InboxPreference.Separate);
    }

    // A user of a partner that cannot exist by its name is looked up all the same: the row is simply not there.
    private ValueTask<UserRecord?> Find(Address address) =>
        _cache.GetAsync(address, users, static (address, users) => users.FindAsync(address.Partner, address.User, CancellationToken.None));
}
