using Microsoft.Extensions.Options;

namespace Relay.Functions.Limits;

/// <summary>
/// The limits of <see cref="LimitTable"/> that are counted in this instance, for partners that have signed. A partner's true limit
/// is the number times the instances that serve it.
/// </summary>
public sealed class PartnerLimits(IOptions<LimitsOptions> options, TimeProvider clock)
{
    // Far more partners, and pairs of them, than there are.
    private const int Keys = 100_000;
    private const int RetryAfterSeconds = 1;

    private readonly LimitsOptions _options = options.Value;

    private readonly Dictionary<Limit, TokenBuckets<string>> _rates = LimitTable.All
        .Where(limit => limit is { Kind: LimitKind.Rate, Scope: LimitScope.Partner })
        .ToDictionary(limit => limit, limit => Buckets<string>(limit, options.Value, clock));

    private readonly Dictionary<Limit, Bulkheads> _bulkheads = new[] { LimitTable.PartnerRequestsInFlight, LimitTable.InboxPolls }
        .ToDictionary(limit => limit, limit => new Bulkheads((int)limit.Number(options.Value), (int)(limit.Extra?.Invoke(options.Value) ?? 0)));

    private readonly Dictionary<Limit, TokenBuckets<string>> _userRates = LimitTable.All
        .Where(limit => limit is { Kind: LimitKind.Rate, Scope: LimitScope.User })
        .ToDictionary(limit => limit, limit => Buckets<string>(limit, options.Value, clock));

    private readonly TokenBuckets<Pair> _pairEnvelopes = Buckets<Pair>(LimitTable.PairEnvelopes, options.Value, clock);
    private readonly TokenBuckets<Pair> _pairBytes = Buckets<Pair>(LimitTable.PairBytes, options.Value, clock);

    private readonly record struct Pair(string Sender, string Recipient);

    /// <summary>
    /// Lets a signed call in: takes it from the partner's requests and bytes, from the limit that its route names (a <see cref="Limit"/>
    /// among its metadata), and gives it a place until the response has ended. Waits for a place while few wait. Null when it may go on.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller hung up while it waited.</exception>
    public async ValueTask<LimitRefusal?> AdmitAsync(HttpContext context, string partner, int bodyBytes)
    {
        var ofRoute = context.GetEndpoint()?.Metadata.GetMetadata<Limit>();
        if ((Take(LimitTable.PartnerRequests, partner, 1) ?? Take(LimitTable.PartnerBytes, partner, bodyBytes)) is { } tooFast)
            return tooFast;
        if (ofRoute is { Kind: LimitKind.Rate } && Take(ofRoute, partner, 1) is { } tooOften)
            return tooOften;

        var room = ofRoute is { Kind: LimitKind.InFlight } ? ofRoute : LimitTable.PartnerRequestsInFlight;
        if (await _bulkheads[room].EnterAsync(partner, context.RequestAborted) is not { } place)
            return new LimitRefusal(room, room.Number(_options), RetryAfterSeconds);

        context.Response.RegisterForDispose(place);
        return null;
    }

    /// <summary>Takes an amount from a partner's rate; null when there was enough, otherwise nothing was taken.</summary>
    /// <exception cref="KeyNotFoundException">The limit is not a partner's rate.</exception>
    public LimitRefusal? Take(Limit limit, string partner, long amount) => Refusal(limit, _rates[limit].Take(partner, amount));

    /// <summary>Takes one from a user's rate; null when there was one left.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="user">The name of the user's row: no user is kept here by its id.</param>
    /// <exception cref="KeyNotFoundException">The limit is not a user's rate.</exception>
    public LimitRefusal? TakeForUser(Limit limit, string user) => Refusal(limit, _userRates[limit].Take(user, 1));

    /// <summary>Takes one envelope from a pair's rates; null when there was enough of both, otherwise nothing was taken.</summary>
    public LimitRefusal? TakeForPair(string sender, string recipient, int bytes)
    {
        var pair = new Pair(sender, recipient);
        if (Refusal(LimitTable.PairEnvelopes, _pairEnvelopes.Take(pair, 1)) is { } tooMany)
            return tooMany;
        if (Refusal(LimitTable.PairBytes, _pairBytes.Take(pair, bytes)) is not { } tooLarge)
            return null;

        _pairEnvelopes.GiveBack(pair, 1);
        return tooLarge;
    }

    /// <summary>What a partner, and it together with a recipient, could take of each rate in this instance now.</summary>
    public IReadOnlyList<LimitUse> UseOf(string partner, string recipient)
    {
        var pair = new Pair(partner, recipient);
        return
        [
            .. _rates.Select(rate => Use(rate.Key, rate.Value.Available(partner))),
            Use(LimitTable.PairEnvelopes, _pairEnvelopes.Available(pair)),
            Use(LimitTable.PairBytes, _pairBytes.Available(pair)),
        ];
    }

    private static TokenBuckets<TKey> Buckets<TKey>(Limit limit, LimitsOptions options, TimeProvider clock)
        where TKey : notnull =>
        new(limit.Number(options), limit.Extra!(options), Keys, clock);

    private LimitUse Use(Limit limit, long available) => new(limit.Name, limit.Unit, limit.Number(_options), limit.Extra!(_options), available);

    private LimitRefusal? Refusal(Limit limit, int? seconds) => seconds is { } wait ? new LimitRefusal(limit, limit.Number(_options), wait) : null;
}
