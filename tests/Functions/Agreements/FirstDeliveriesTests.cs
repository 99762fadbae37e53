using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Agreements;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Tests.Storage;

namespace Relay.Functions.Tests.Agreements;

public sealed class FirstDeliveriesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ManualClock _clock = new();
    private readonly MemoryTable _rows = new("agreements");
    private readonly PartnerStore _partners = new(new MemoryTable("partners"), new MemoryTable("partnerkeys"));

    [Fact]
    public async Task Delivered_ForTheFirstTimeInEachWorld_IsNotedOfBothAndOnce()
    {
        await PutAsync("one", PartnerStatus.Sandbox);
        await PutAsync("two", PartnerStatus.Sandbox);
        var firsts = Firsts();
        firsts.Delivered("one", "two");
        var first = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromHours(1));
        Firsts().Delivered("two", "one");
        firsts.Delivered("one", "two");

        Assert.Equal((first, first), (await firsts.FirstAsync("one", PartnerWorld.Sandbox, None), await firsts.FirstAsync("two", PartnerWorld.Sandbox, None)));
        Assert.Null(await firsts.FirstAsync("one", PartnerWorld.Live, None));

        await PutAsync("one", PartnerStatus.Live);
        await PutAsync("two", PartnerStatus.Live);
        firsts.Delivered("one", "two");
        Assert.Equal((first, _clock.GetUtcNow()), (await firsts.FirstAsync("one", PartnerWorld.Sandbox, None), await firsts.FirstAsync("one", PartnerWorld.Live, None)));
        Assert.Equal(4, _rows.Rows.Count);
    }

    [Fact]
    public async Task Delivered_WhileTheStoreFails_IsNotedByTheNext()
    {
        await PutAsync("one", PartnerStatus.Live);
        var firsts = Firsts();
        _rows.BeforeWrite = _ => throw new RequestFailedException(503, "busy");
        firsts.Delivered("one", "one");
        Assert.Empty(_rows.Rows);

        _rows.BeforeWrite = _ => { };
        firsts.Delivered("one", "one");
        Assert.NotNull(await firsts.FirstAsync("one", PartnerWorld.Live, None));
    }

    [Fact]
    public async Task Mark_OfAnHour_IsMadeOnceInIt()
    {
        var marks = new AgreementMarks(_rows);
        Assert.True(await marks.TryMarkHourAsync("one", "partner.bytes", Agreed.Noon, None));
        Assert.False(await marks.TryMarkHourAsync("one", "partner.bytes", Agreed.Noon.AddMinutes(59), None));
        Assert.True(await marks.TryMarkHourAsync("one", "partner.envelopes", Agreed.Noon, None));
        Assert.True(await marks.TryMarkHourAsync("two", "partner.bytes", Agreed.Noon, None));
        Assert.True(await marks.TryMarkHourAsync("one", "partner.bytes", Agreed.Noon.AddMinutes(60), None));
    }

    private FirstDeliveries Firsts() => new(
        new PartnerDirectory(_partners, Options.Create(new RelayOptions { DirectoryCacheSeconds = 0 }), _clock), new AgreementMarks(_rows), _clock, NullLogger<FirstDeliveries>.Instance);

    private async Task PutAsync(string name, PartnerStatus status) =>
        await _partners.PutAsync(Agreed.Partner(status, name: name) with { Version = (await _partners.FindAsync(name, None))?.Version ?? default }, None);
}
