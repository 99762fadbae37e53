using Relay.Client.Accounts;
using Relay.Client.Agreements;
using Relay.Client.Envelopes;
using Relay.Client.Webhooks;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>What a partner is told of itself after traffic, and of its quotas, over the real stack.</summary>
[Collection(SharedStack.Name)]
public sealed class OwnPartnerTests(StackFixture fixture) : IDisposable
{
    private readonly AgreementOperator _operator = new(fixture.Stack);

    public void Dispose() => _operator.Dispose();

    [Fact]
    public async Task Partner_AfterTraffic_ReadsItsLimitsAndWhatWaits_AndNoUser()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        var (ana, ben) = ($"ana-{Guid.NewGuid():N}", $"ben-{Guid.NewGuid():N}");
        await a.OptInAsync(ana);
        await b.OptInAsync(ben);
        await b.StopAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal(SendStatus.Accepted, (await a.SendAsync(a.Envelope(ana, b, ben))).Status);
        await Eventually.TrueAsync(() => fixture.Parked(b.Name) == 3, "they are parked");

        var sender = await a.Client.GetOwnPartnerAsync();
        Assert.Equal((a.Name, PartnerStatus.Live, "closed", 0L), (sender.Partner, sender.Agreement.State, sender.Delivery.Breaker, sender.Delivery.ParkedBytes));
        Assert.NotNull(sender.Delivery.Receipts);
        var envelopes = sender.Limits.Single(limit => limit.Name == "partner.envelopes");
        Assert.Equal((5_000L, 20_000L, false), (envelopes.Limit, envelopes.Burst, envelopes.IsQuota));

        await Eventually.TrueAsync(async () => (await b.Client.GetOwnPartnerAsync()).Delivery is { Breaker: "open", ParkedLanes: 1, ParkedBytes: > 1000 }, "the recipient sees what waits");
        var (status, body) = await b.CallAsync(fixture.Stack, HttpMethod.Get, "/v1/partner");
        Assert.Equal(200, status);
        Assert.DoesNotContain(ana, body, StringComparison.Ordinal);
        Assert.DoesNotContain(ben, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partner_NearItsQuota_IsToldOnce_AndReadsTheQuotaInForce()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await _operator.Client.PutAgreementAsync(a.Name, new AgreementTerms(Quotas: new AgreementQuotas(EnvelopesPerSecond: 1)));
        await Eventually.TrueAsync(async () => (await a.Client.GetOwnPartnerAsync()).Limits.Single(limit => limit.Name == "partner.envelopes") is { IsQuota: true, Limit: 1 }, "the quota is set");

        // In force at every instance when the settings' cache has run out.
        IReadOnlyList<RelayNotice> Near() => [.. a.Notices.Where(notice => notice.Type == "quota.near")];
        await Eventually.TrueAsync(
            async () =>
            {
                // 202 or, when the burst is spent, 429: both are near.
                var envelopes = Enumerable.Range(0, 60).Select(_ => a.Envelope("ana", b, "ben", bytes: 100)).ToArray();
                Assert.Contains((await a.CallAsync(fixture.Stack, HttpMethod.Post, "/v1/envelopes", EnvelopeBody.Of(envelopes))).Status, new[] { 202, 429 });
                return Near().Count > 0;
            },
            "the partner is told");

        Assert.Equal(("partner.envelopes", "60", "80"), Near()[0].Facts is { } facts ? (facts["quota"], facts["of"], facts["percent"]) : default);
    }
}
