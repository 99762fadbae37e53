using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Relay.Functions.Agreements;
using Relay.Functions.Limits;

namespace Relay.Functions.Tests.Limits;

public sealed class QuotasTests
{
    private static readonly AgreementQuotas Low = new(EnvelopesPerSecond: 400, BytesPerSecond: 8_000_000, ParkedBytes: 1_000);

    private readonly ManualClock _clock = new();
    private readonly LimitsOptions _options = new() { PartnerEnvelopesPerSecond = 1_000, PartnerEnvelopesBurst = 4_000, ParkedPartnerBytes = 5_000 };

    [Fact]
    public void Take_WithAQuota_StopsAtTheQuota_AndOthersAtTheTable()
    {
        var limits = Limits();
        Assert.Null(limits.Take(LimitTable.PartnerEnvelopes, "haiket", 1_600, Low));
        var refusal = limits.Take(LimitTable.PartnerEnvelopes, "haiket", 1, Low);
        Assert.Equal((LimitTable.PartnerEnvelopes, 400L), (refusal!.Value.Limit, refusal.Value.Number));
        Assert.Null(limits.Take(LimitTable.PartnerEnvelopes, "instagram", 4_000));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(limits.Take(LimitTable.PartnerEnvelopes, "haiket", 400, Low));
        Assert.NotNull(limits.Take(LimitTable.PartnerEnvelopes, "haiket", 1, Low));
    }

    [Fact]
    public void Take_QuotaAboveTheTable_IsStoppedByTheTable()
    {
        var limits = Limits();
        var high = new AgreementQuotas(EnvelopesPerSecond: 100_000);
        Assert.Null(limits.Take(LimitTable.PartnerEnvelopes, "haiket", 4_000, high));
        Assert.Equal(1_000, limits.Take(LimitTable.PartnerEnvelopes, "haiket", 500, high)!.Value.Number);
        Assert.Equal(new LimitInForce("partner.envelopes", "partner", "envelopes a second", 1_000, 4_000, 0, false), limits.InForce("haiket", high).Single(limit => limit.Name == "partner.envelopes"));
    }

    [Fact]
    public void Take_RefusedByTheTable_TakesNothingOfTheQuota()
    {
        var limits = Limits();
        Assert.Null(limits.Take(LimitTable.PartnerEnvelopes, "haiket", 4_000));
        Assert.Equal(1_000, limits.Take(LimitTable.PartnerEnvelopes, "haiket", 1_600, Low)!.Value.Number);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(limits.Take(LimitTable.PartnerEnvelopes, "haiket", 1_000, Low));
    }

    [Theory]
    [InlineData(1, 1_024)] // a group message for as many is one request
    [InlineData(300, 1_200)]
    [InlineData(900, 3_600)]
    [InlineData(2_000, 4_000)]
    public void Burst_OfEnvelopes_LetsTheLargestRequestPass_AndIsNoMoreThanTheTables(long quota, long burst) =>
        Assert.Equal(burst, Quotas.Burst(LimitTable.PartnerEnvelopes, quota, _options));

    [Fact]
    public async Task Admit_BodyBeyondTheQuotaOfBytes_IsTooFast()
    {
        var limits = Limits();
        Assert.Null(await limits.AdmitAsync(new DefaultHttpContext(), "haiket", 32_000_000, Low));
        var refusal = await limits.AdmitAsync(new DefaultHttpContext(), "haiket", 16_000_000, Low);
        Assert.Equal((LimitTable.PartnerBytes, 8_000_000L, 2), (refusal!.Value.Limit, refusal.Value.Number, refusal.Value.RetryAfterSeconds));
    }

    [Fact]
    public void InForce_ForAPartnerWithQuotas_ShowsTheLowerNumbersAndWhatIsLeft()
    {
        var limits = Limits();
        limits.Take(LimitTable.PartnerEnvelopes, "haiket", 600, Low);
        var inForce = limits.InForce("haiket", Low).ToDictionary(limit => limit.Name);

        Assert.Equal(new LimitInForce("partner.envelopes", "partner", "envelopes a second", 400, 1_600, 1_000, true), inForce["partner.envelopes"]);
        Assert.Equal((1_000L, null, true), (inForce["parked.partner-bytes"].Limit, inForce["parked.partner-bytes"].Available, inForce["parked.partner-bytes"].IsQuota));
        Assert.Equal(new LimitUse("partner.envelopes", "envelopes a second", 400, 1_600, 1_000), limits.UseOf("haiket", "instagram", Low).Single(use => use.Name == "partner.envelopes"));
        Assert.Equal(("pair", false), (inForce["pair.envelopes"].Scope, inForce["pair.envelopes"].IsQuota));
        Assert.Equal(LimitTable.All.Where(limit => limit.Scope is LimitScope.Partner or LimitScope.Pair).Select(limit => limit.Name).Order(), inForce.Keys.Order());
    }

    private PartnerLimits Limits() => new(Options.Create(_options), _clock);
}
