using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Agreements;
using Relay.Functions.Limits;
using Relay.Functions.Receipts;
using Relay.Functions.Tests.Links;
using MemoryTable = Relay.Functions.Tests.Storage.MemoryTable;

namespace Relay.Functions.Tests.Limits;

public sealed class QuotaWatchTests
{
    private readonly ManualClock _clock = new();
    private readonly MemoryTable _rows = new("agreements");
    private readonly Told _told = new();

    [Fact]
    public void Took_FourFifthsOfAMinutesAmount_IsToldOnce()
    {
        var watch = Watch();
        watch.Took(LimitTable.PartnerEnvelopes, "haiket", 479, 10);
        Assert.Empty(_told.Events);
        watch.Took(LimitTable.PartnerEnvelopes, "haiket", 1, 10);
        watch.Took(LimitTable.PartnerEnvelopes, "haiket", 100, 10);

        var told = Assert.Single(_told.Events);
        Assert.Equal(("haiket", PartnerEventTypes.QuotaNear), (told.Partner, told.Type));
        Assert.Equal(("partner.envelopes", "480", "600", "80"), (told.Facts["quota"], told.Facts["used"], told.Facts["of"], told.Facts["percent"]));
    }

    [Fact]
    public void Took_SpreadOverTwoMinutes_IsNotNear()
    {
        var watch = Watch();
        for (var minute = 0; minute < 10; minute++)
        {
            watch.Took(LimitTable.PartnerEnvelopes, "haiket", 479, 10);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(_told.Events);
    }

    [Fact]
    public void Near_AtSeveralInstances_IsToldOnceInAnHour()
    {
        var (one, other) = (Watch(), Watch());
        one.Took(LimitTable.PartnerEnvelopes, "haiket", 600, 10);
        other.Took(LimitTable.PartnerEnvelopes, "haiket", 600, 10);
        _clock.Advance(TimeSpan.FromMinutes(59));
        one.Took(LimitTable.PartnerEnvelopes, "haiket", 600, 10);
        Assert.Single(_told.Events);

        other.Took(LimitTable.PartnerBytes, "haiket", 600, 10);
        other.Took(LimitTable.PartnerEnvelopes, "instagram", 600, 10);
        Assert.Equal(3, _told.Events.Count);

        _clock.Advance(TimeSpan.FromMinutes(1));
        other.Took(LimitTable.PartnerEnvelopes, "haiket", 600, 10);
        one.Took(LimitTable.PartnerEnvelopes, "haiket", 600, 10);
        Assert.Equal(4, _told.Events.Count);
    }

    [Theory]
    [InlineData(799, 0)]
    [InlineData(800, 1)]
    [InlineData(long.MaxValue, 1)]
    public void Has_FourFifthsOfWhatMayBeStored_IsNear(long bytes, int told)
    {
        Watch().Has(LimitTable.ParkedPartnerBytes, "haiket", bytes, 1_000);
        Assert.Equal(told, _told.Events.Count);
    }

    [Fact]
    public void Near_WhileTheStoreFails_IsToldByTheNext()
    {
        var watch = Watch();
        _rows.BeforeWrite = _ => throw new RequestFailedException(503, "busy");
        watch.Took(LimitTable.PartnerEnvelopes, "haiket", 600, 10);
        Assert.Empty(_told.Events);

        _rows.BeforeWrite = _ => { };
        watch.Took(LimitTable.PartnerEnvelopes, "haiket", 1, 10);
        Assert.Single(_told.Events);
    }

    [Fact]
    public void Limits_WithAWatch_TellOfTheNumberInForce()
    {
        var limits = new PartnerLimits(Options.Create(new LimitsOptions()), Watch(), _clock);
        Assert.Null(limits.Take(LimitTable.PartnerEnvelopes, "haiket", 48, new AgreementQuotas(EnvelopesPerSecond: 1)));
        Assert.Equal("60", Assert.Single(_told.Events).Facts["of"]);
        Assert.Null(limits.Take(LimitTable.PartnerEnvelopes, "instagram", 48));
        Assert.Single(_told.Events);
    }

    private QuotaWatch Watch() => new(new AgreementMarks(_rows), _told, _clock, NullLogger<QuotaWatch>.Instance);
}
