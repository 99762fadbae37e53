using System.Text.Json.Nodes;
using Relay.Client.Accounts;
using Relay.Client.Agreements;
using Relay.Client.Operators;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Agreements;

public sealed class AgreementTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetOwnPartner_Answered_IsReadWhole()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("GET /v1/partner", (context, _) => context.JsonAsync(200, new JsonObject
        {
            ["partner"] = "haiket",
            ["at"] = "2026-03-01T12:00:00+00:00",
            ["agreement"] = Sample("live"),
            ["limits"] = new JsonArray(new JsonObject
            {
                ["name"] = "partner.envelopes",
                ["scope"] = "partner",
                ["unit"] = "envelopes a second",
                ["limit"] = 400,
                ["burst"] = 1600,
                ["available"] = 1000,
                ["isQuota"] = true,
            }),
            ["usage"] = new JsonObject
            {
                ["today"] = new JsonObject { ["requests"] = 3, ["sentEnded"] = new JsonObject { ["delivered"] = 2 } },
                ["month"] = new JsonObject { ["requests"] = 30, ["latency"] = new JsonArray(1, 2) },
            },
            ["delivery"] = new JsonObject
            {
                ["mode"] = "push",
                ["breaker"] = "closed",
                ["parkedBytes"] = 5,
                ["parkedLanes"] = 1,
                ["held"] = 0,
                ["sent"] = new JsonObject { ["ended"] = 2, ["delivered"] = 2, ["successShare"] = 1 },
                ["latency"] = new JsonObject { ["batches"] = 3, ["p50"] = 0.05, ["p95"] = 0.1 },
                ["receipts"] = new JsonObject { ["lagSeconds"] = 7, ["waitingEvents"] = 1, ["failures"] = 0 },
            },
        }));
        using var client = relay.Client();

        var own = await client.GetOwnPartnerAsync(Cancel);

        Assert.Equal(("haiket", Noon, PartnerStatus.Live), (own.Partner, own.At, own.Agreement.State));
        Assert.Equal(new LimitInForce("partner.envelopes", "partner", "envelopes a second", 400, 1600, 1000, true), Assert.Single(own.Limits));
        Assert.Equal((3L, 30L, 2L), (own.Usage!.Today.Requests, own.Usage.Month.Requests, own.Usage.Today.SentEnded!["delivered"]));
        Assert.Equal((5L, new EndedShare(2, 2, 1), null), (own.Delivery.ParkedBytes, own.Delivery.Sent, own.Delivery.Received));
        Assert.Equal(new LatencyPercentiles(3, 0.05, 0.1), own.Delivery.Latency);
        Assert.Equal(new ReceiptsProgress(7, 1, 0), own.Delivery.Receipts);
    }

    [Fact]
    public async Task GetAgreement_KnownOrNot_GivesItOrNull()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("GET /v1/partners/haiket/agreement", (context, _) => context.JsonAsync(200, Sample("sandbox")));
        using var client = relay.Client();
        using var operators = Operator(relay);

        foreach (var agreement in new[] { await client.GetAgreementAsync("haiket", Cancel), await operators.GetAgreementAsync("haiket", Cancel) })
        {
            Assert.Equal((PartnerStatus.Sandbox, new DateOnly(2026, 6, 1), 92), (agreement!.State, agreement.Clock.LiveBy, agreement.Clock.DaysLeft));
            Assert.Equal(new AgreementChange(Noon, PartnerStatus.Requested, "op-1"), Assert.Single(agreement.Changes));
            Assert.Equal([PartnerStatus.Live, PartnerStatus.Ended], agreement.Next);
        }

        Assert.Null(await client.GetAgreementAsync("other", Cancel));
        Assert.Null(await operators.GetAgreementAsync("other", Cancel));
        Assert.Null(await operators.GetAgreementReportAsync("other", Cancel));
    }

    [Fact]
    public async Task Operator_ChangesStateTermsAndConformance_SaysWhatItWants()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/partners/haiket/agreement/state", (context, _) => context.JsonAsync(200, Sample("suspended")));
        relay.On("PUT /v1/partners/haiket/agreement", (context, _) => context.JsonAsync(200, Sample("sandbox")));
        relay.On("PUT /v1/partners/haiket/agreement/conformance", (context, _) => context.JsonAsync(200, Sample("sandbox")));
        using var client = Operator(relay);

        Assert.Equal(PartnerStatus.Suspended, (await client.ChangeAgreementStateAsync("haiket", PartnerStatus.Suspended, "faults", "Too slow.", Cancel)).State);
        await client.PutAgreementAsync("haiket", new AgreementTerms(Noon, new DateOnly(2026, 7, 1), [new("mls", new Uri("https://a.example/mls"), new DateOnly(2026, 2, 1))], new(10), new("ops")), Cancel);
        await client.AttachConformanceAsync("haiket", new ConformanceReport(new string('a', 64), "passed", TestsPassed: 48), Cancel);

        string[] bodies =
        [
            """{"state":"suspended","reason":"faults","note":"Too slow."}""",
            """{"requestedAt":"2026-03-01T12:00:00+00:00","liveBy":"2026-07-01","evidence":[{"protocol":"mls","url":"https://a.example/mls","date":"2026-02-01"}],"quotas":{"envelopesPerSecond":10},"contacts":{"technical":"ops"}}""",
            $$"""{"sha256":"{{new string('a', 64)}}","verdict":"passed","testsPassed":48}""",
        ];
        Assert.Equal(bodies.Length, relay.Requests.Count);
        foreach (var (body, request) in bodies.Zip(relay.Requests))
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(request.Body)));
    }

    [Fact]
    public async Task Report_OfAPartner_IsRead()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("GET /v1/partners/haiket/agreement/report", (context, _) => context.JsonAsync(200, new JsonObject
        {
            ["partner"] = "haiket",
            ["at"] = "2026-03-01T12:00:00+00:00",
            ["state"] = "live",
            ["clock"] = new JsonObject { ["state"] = "met" },
            ["firstLiveDelivery"] = "2026-03-01T12:00:00+00:00",
            ["refusals"] = new JsonArray(new JsonObject { ["at"] = "2026-03-01T12:00:00+00:00", ["from"] = "live", ["to"] = "suspended", ["by"] = "op-1", ["reason"] = "faults" }),
        }));
        using var client = Operator(relay);

        var report = (await client.GetAgreementReportAsync("haiket", Cancel))!;

        Assert.Equal(("met", Noon, null), (report.Clock.State, report.FirstLiveDelivery, report.FirstSandboxDelivery));
        Assert.Equal(new AgreementChange(Noon, PartnerStatus.Suspended, "op-1", PartnerStatus.Live, "faults"), Assert.Single(report.Refusals));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task Calls_NameOfAnotherForm_AreNotMade(string name)
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = Operator(relay);
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetAgreementAsync(name, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ChangeAgreementStateAsync(name, PartnerStatus.Live, cancellation: Cancel));
        Assert.Empty(relay.Requests);
    }

    private static JsonObject Sample(string state) => new()
    {
        ["partner"] = "haiket",
        ["state"] = state,
        ["next"] = new JsonArray("live", "ended"),
        ["clock"] = new JsonObject { ["state"] = "running", ["requestedAt"] = "2026-03-01T12:00:00+00:00", ["liveBy"] = "2026-06-01", ["daysLeft"] = 92 },
        ["whyNotLive"] = new JsonArray("in-sandbox"),
        ["contacts"] = new JsonObject(),
        ["changes"] = new JsonArray(new JsonObject { ["at"] = "2026-03-01T12:00:00+00:00", ["to"] = "requested", ["by"] = "op-1" }),
        ["changesLeftOut"] = 0,
    };

    private static RelayOperator Operator(FakeRelay relay) =>
        new(new RelayClientOptions { Address = relay.Address, Authority = FakeRelay.Authority, Key = relay.PartnerKey, Clock = relay.Clock, MostAttempts = 1 });
}
