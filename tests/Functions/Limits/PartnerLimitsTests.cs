using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Relay.Functions.Limits;

namespace Relay.Functions.Tests.Limits;

public sealed class PartnerLimitsTests
{
    private readonly ManualClock clock = new();
    private readonly LimitsOptions options = new()
    {
        PartnerRequestsPerSecond = 1,
        PartnerRequestsBurst = 10,
        PartnerLookupsPerSecond = 1,
        PartnerLookupsBurst = 2,
        PairEnvelopesPerSecond = 1,
        PairEnvelopesBurst = 3,
        PartnerRequestsInFlight = 2,
        PartnerRequestsInFlightWaiting = 0,
        InboxPolls = 1,
    };

    [Fact]
    public async Task Admit_MoreRequestsThanTheBurst_IsTooFast()
    {
        var limits = Limits();
        for (var i = 0; i < 10; i++)
            Assert.Null(await AdmitAndEndAsync(limits, "instagram"));
        Assert.Equal((LimitTable.PartnerRequests, 1L, 1), Parts(await AdmitAndEndAsync(limits, "instagram")));
        Assert.Null(await AdmitAndEndAsync(limits, "haiket"));

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await AdmitAndEndAsync(limits, "instagram"));
    }

    [Fact]
    public async Task Admit_MoreBytesThanTheBurst_IsTooFast()
    {
        options.PartnerBytesPerSecond = 1_000_000;
        var limits = Limits();
        Assert.Null(await AdmitAndEndAsync(limits, "instagram", bytes: options.PartnerBytesBurst));
        Assert.Equal((LimitTable.PartnerBytes, 1_000_000L, 3), Parts(await AdmitAndEndAsync(limits, "instagram", bytes: 2_500_000)));
    }

    [Fact]
    public async Task Admit_RouteOfLookups_CountsAsBoth()
    {
        var limits = Limits();
        Assert.Null(await AdmitAndEndAsync(limits, "instagram", LimitTable.PartnerLookups));
        Assert.Null(await AdmitAndEndAsync(limits, "instagram", LimitTable.PartnerLookups));
        Assert.Equal(LimitTable.PartnerLookups, (await AdmitAndEndAsync(limits, "instagram", LimitTable.PartnerLookups))!.Value.Limit);
        Assert.Null(await AdmitAndEndAsync(limits, "instagram"));
        Assert.Equal(6, limits.UseOf("instagram", "haiket").Single(use => use.Name == "partner.requests").Available);
    }

    [Fact]
    public async Task Admit_WhileAllPlacesAreTaken_IsTooMany_UntilAResponseHasEnded()
    {
        var limits = Limits();
        var (first, second) = (new Call(), new Call());
        Assert.Null(await limits.AdmitAsync(first.Context, "instagram", 0));
        Assert.Null(await limits.AdmitAsync(second.Context, "instagram", 0));
        Assert.Equal(LimitTable.PartnerRequestsInFlight, (await AdmitAndEndAsync(limits, "instagram"))!.Value.Limit);
        Assert.Null(await AdmitAndEndAsync(limits, "haiket"));

        await first.EndAsync();
        Assert.Null(await AdmitAndEndAsync(limits, "instagram"));
    }

    [Fact]
    public async Task Admit_RouteOfPolls_TakesAPlaceOfItsOwn()
    {
        var limits = Limits();
        Assert.Null(await limits.AdmitAsync(new Call(LimitTable.InboxPolls).Context, "instagram", 0));
        Assert.Equal(LimitTable.InboxPolls, (await AdmitAndEndAsync(limits, "instagram", LimitTable.InboxPolls))!.Value.Limit);
        Assert.Null(await limits.AdmitAsync(new Call().Context, "instagram", 0));
        Assert.Null(await limits.AdmitAsync(new Call().Context, "instagram", 0));
        Assert.Equal(LimitTable.PartnerRequestsInFlight, (await AdmitAndEndAsync(limits, "instagram"))!.Value.Limit);
    }

    [Fact]
    public void TakeForPair_BeyondItsEnvelopes_IsRefusedForThatPairAlone()
    {
        var limits = Limits();
        for (var i = 0; i < 3; i++)
            Assert.Null(limits.TakeForPair("instagram", "haiket", 10));
        Assert.Equal((LimitTable.PairEnvelopes, 1L, 1), Parts(limits.TakeForPair("instagram", "haiket", 10)));
        Assert.Null(limits.TakeForPair("haiket", "instagram", 10));
        Assert.Null(limits.TakeForPair("instagram", "whatsapp", 10));
    }

    [Fact]
    public void TakeForPair_BeyondItsBytes_TakesNoEnvelope()
    {
        var limits = Limits();
        Assert.Null(limits.TakeForPair("instagram", "haiket", options.PairBytesBurst));
        for (var i = 0; i < 5; i++)
            Assert.Equal(LimitTable.PairBytes, limits.TakeForPair("instagram", "haiket", 1)!.Value.Limit);
        Assert.Equal(2, limits.UseOf("instagram", "haiket").Single(use => use.Name == "pair.envelopes").Available);
    }

    [Fact]
    public void PairTurns_AfterOneWasTurnedAway_TurnAwayAllThatFollowToThatPartner()
    {
        var turns = new PairTurns(Limits(), "instagram");
        for (var i = 0; i < 2; i++)
            Assert.Null(turns.Take("haiket", 10));
        var first = turns.Take("haiket", int.MaxValue);
        Assert.Equal(LimitTable.PairBytes, first!.Value.Limit);

        Assert.Equal(first, turns.Take("haiket", 1)); // there would be room for it, but it must not pass
        Assert.Null(turns.Take("whatsapp", 1));
    }

    [Fact]
    public void UseOf_AFreshPartner_IsAllOfEveryRate()
    {
        var use = Limits().UseOf("instagram", "haiket");
        Assert.Equal(LimitTable.All.Where(limit => limit.Kind == LimitKind.Rate && limit.Scope != LimitScope.User).Select(limit => limit.Name).Order(), use.Select(entry => entry.Name).Order());
        Assert.All(use, entry => Assert.Equal(entry.Burst, entry.Available));
    }

    private static (Limit, long, int) Parts(LimitRefusal? refusal) => (refusal!.Value.Limit, refusal.Value.Number, refusal.Value.RetryAfterSeconds);

    private static async Task<LimitRefusal?> AdmitAndEndAsync(PartnerLimits limits, string partner, Limit? ofRoute = null, int bytes = 0)
    {
        var call = new Call(ofRoute);
        var refusal = await limits.AdmitAsync(call.Context, partner, bytes);
        await call.EndAsync();
        return refusal;
    }

    private PartnerLimits Limits() => new(Options.Create(options), clock);

    // A call whose response ends when the test says so.
    private sealed class Call : HttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Run, object State)> _completions = new();

        public Call(Limit? ofRoute = null)
        {
            Context = new DefaultHttpContext();
            Context.Features.Set<IHttpResponseFeature>(this);
            if (ofRoute is not null)
                Context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(ofRoute), null));
        }

        public DefaultHttpContext Context { get; }

        public override void OnCompleted(Func<object, Task> callback, object state) => _completions.Push((callback, state));

        public async Task EndAsync()
        {
            while (_completions.TryPop(out var completion))
                await completion.Run(completion.State);
        }
    }
}
