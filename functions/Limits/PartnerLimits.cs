using Microsoft.Extensions.Options;
using Relay.Functions.Agreements;

namespace Relay.Functions.Limits;

/// <summary>
/// The limits of <see cref="LimitTable"/> that are counted in this instance, for partners that have signed. A partner's true limit
/// is the number times the instances that serve it.
/// </summary>
public sealed class PartnerLimits
{
    // Far more partners, and pairs of them, than there are.
    private const int Keys = 100_000;
    private const int RetryAfterSeconds = 1;

    private readonly LimitsOptions _options;
    private readonly QuotaWatch? _watch;
    private readonly QuotaBuckets _quotas;
    private readonly Dictionary<Limit, TokenBuckets<string>> _rates;
    private readonly Dictionary<Limit, Bulkheads> _bulkheads;
    private readonly Dictionary<Limit, TokenBuckets<string>> _userRates;
    private readonly TokenBuckets<Pair> _pairEnvelopes;
    private readonly TokenBuckets<Pair> _pairBytes;

    /// <summary>Limits that tell nobody when they are nearly reached.</summary>
    public PartnerLimits(IOptions<LimitsOptions> options, TimeProvider clock)
        : this(options, null, clock)
    {
    }

    internal PartnerLimits(IOptions<LimitsOptions> options, QuotaWatch? watch, TimeProvider clock)
    {
        _options = options.Value;
        _watch = watch;
        _quotas = new QuotaBuckets(_options, clock);
        _rates = LimitTable.All
            .Where(limit => limit is { Kind: LimitKind.Rate, Scope: LimitScope.Partner })
            .ToDictionary(limit => limit, limit => Buckets<string>(limit, _options, clock));
        _bulkheads = new[] { LimitTable.PartnerRequestsInFlight, LimitTable.InboxPolls }
            .ToDictionary(limit => limit, limit => new Bulkheads((int)limit.Number(_options), (int)(limit.Extra?.Invoke(_options) ?? 0)));
        _userRates = LimitTable.All
            .Where(limit => limit is { Kind: LimitKind.Rate, Scope: LimitScope.User })
            .ToDictionary(limit => limit, limit => Buckets<string>(limit, _options, clock));
        _pairEnvelopes = Buckets<Pair>(LimitTable.PairEnvelopes, _options, clock);
        _pairBytes = Buckets<Pair>(LimitTable.PairBytes, _options, clock);
    }

    private readonly record struct Pair(string Sender, string Recipient);

    /// <summary>
    /// Lets a signed call in: takes it from the partner's requests and bytes, from the limit that its route names (a <see cref="Limit"/>
    /// among its metadata), and gives it a place until the response has ended. Waits for a place while few wait. Null when it may go on.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller hung up while it waited.</exception>
    public async ValueTask<LimitRefusal?> AdmitAsync(HttpContext context, string partner, int bodyBytes, AgreementQuotas? quotas = null)
    {
        var ofRoute = context.GetEndpoint()?.Metadata.GetMetadata<Limit>();
        if ((Take(LimitTable.PartnerRequests, partner, 1) ?? Take(LimitTable.PartnerBytes, partner, bodyBytes, quotas)) is { } tooFast)
            return tooFast;
        if (ofRoute is { Kind: LimitKind.Rate } && Take(ofRoute, partner, 1) is { } tooOften)
            return tooOften;

        var room = ofRoute is { Kind: LimitKind.InFlight } ? ofRoute : LimitTable.PartnerRequestsInFlight;
        if (await _bulkheads[room].EnterAsync(partner, context.RequestAborted) is not { } place)
            return new LimitRefusal(room, room.Number(_options), RetryAfterSeconds);

        context.Response.RegisterForDispose(place);
        return null;
    }

    /// <summary>Takes an amount from a partner's rate, and from what its agreement allows of it; null when there was enough of both, otherwise nothing was taken.</summary>
    /// <exception cref="KeyNotFoundException">The limit is not a partner's rate.</exception>
    public LimitRefusal? Take(Limit limit, string partner, long amount, AgreementQuotas? quotas = null)
    {
        var quota = quotas is null ? null : Quotas.Of(limit, quotas, _options);
        if (quota is { } own && _quotas.Take(limit, own, partner, amount) is { } seconds)
            return new LimitRefusal(limit, own, seconds);
        if (Refusal(limit, _rates[limit].Take(partner, amount)) is { } refusal)
        {
            if (quota is { } taken)
                _quotas.GiveBack(limit, taken, partner, amount);
            return refusal;
        }

        if (limit == LimitTable.PartnerEnvelopes || limit == LimitTable.PartnerBytes)
            _watch?.Took(limit, partner, amount, Quotas.Number(limit, quotas ?? AgreementQuotas.None, _options));
        return null;
    }

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
    public IReadOnlyList<LimitUse> UseOf(string partner, string recipient, AgreementQuotas? quotas = null)
    {
        var pair = new Pair(partner, recipient);
        return
        [
            .. _rates.Select(rate => Use(rate.Key, rate.Value.Available(partner), partner, quotas)),
            Use(LimitTable.PairEnvelopes, _pairEnvelopes.Available(pair)),
            Use(LimitTable.PairBytes, _pairBytes.Available(pair)),
        ];
    }

    /// <summary>What is in force for a partner, and what it could take of its rates in this instance now.</summary>
    public IReadOnlyList<LimitInForce> InForce(string partner, AgreementQuotas quotas) =>
        [.. LimitTable.All.Where(limit => limit.Scope is LimitScope.Partner or LimitScope.Pair).Select(limit => InForce(limit, partner, quotas))];

    private LimitInForce InForce(Limit limit, string partner, AgreementQuotas quotas)
    {
        var quota = Quotas.Of(limit, quotas, _options);
        long? burst = limit.Kind != LimitKind.Rate ? null : quota is { } lower ? Quotas.Burst(limit, lower, _options) : limit.Extra!(_options);
        long? available = _rates.TryGetValue(limit, out var rate) ? rate.Available(partner) : null;
        if (available is { } ofTable && quota is { } own)
            available = Math.Min(ofTable, _quotas.Available(limit, own, partner));
        var number = Quotas.Number(limit, quotas, _options);
        return new LimitInForce(limit.Name, limit.Scope == LimitScope.Pair ? "pair" : "partner", limit.Unit, number, burst, available, quota is not null);
    }

    private static TokenBuckets<TKey> Buckets<TKey>(Limit limit, LimitsOptions options, TimeProvider clock)
        where TKey : notnull =>
        new(limit.Number(options), limit.Extra!(options), Keys, clock);

    private LimitUse Use(Limit limit, long available, string partner, AgreementQuotas? quotas) =>
        quotas is not null && Quotas.Of(limit, quotas, _options) is { } quota
            ? new LimitUse(limit.Name, limit.Unit, quota, Quotas.Burst(limit, quota, _options), Math.Min(available, _quotas.Available(limit, quota, partner)))
            : Use(limit, available);

    private LimitUse Use(Limit limit, long available) => new(limit.Name, limit.Unit, limit.Number(_options), limit.Extra!(_options), available);

    private LimitRefusal? Refusal(Limit limit, int? seconds) => seconds is { } wait ? new LimitRefusal(limit, limit.Number(_options), wait) : null;
}
