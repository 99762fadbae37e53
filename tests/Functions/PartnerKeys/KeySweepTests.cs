using Relay.Functions.Hosting;
using Relay.Functions.PartnerKeys;
using Relay.Functions.Receipts;
using Relay.Signatures;
using static Relay.Functions.Tests.PartnerKeys.KeyTown;

namespace Relay.Functions.Tests.PartnerKeys;

public sealed class KeySweepTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly KeyTown _town = new();

    public void Dispose() => _town.Dispose();

    [Theory]
    [InlineData(15 * 24, null)]
    [InlineData(14 * 24, 14)]
    [InlineData((7 * 24) + 1, 14)]
    [InlineData(7 * 24, 7)]
    [InlineData(25, 7)]
    [InlineData(24, 1)]
    [InlineData(1, 1)]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    public void Due_HoursAhead_IsTheSmallestThatFits(int hours, int? days) => Assert.Equal(days, NoticeDays.Due(_town.Now.AddHours(hours), _town.Now));

    [Fact]
    public async Task Run_KeyThatExpires_IsTold14And7And1DaysBefore()
    {
        await _town.PutAsync(NewKey("whatsapp-1") with { ExpiresAt = _town.Now.AddDays(20) }, NewKey("whatsapp-2"));
        var sweep = _town.Sweep();

        for (var hour = 0; hour < 21 * 24; hour++)
        {
            await sweep.RunAsync(None);
            _town.Clock.Advance(TimeSpan.FromHours(1));
        }

        var told = _town.Told.Of(PartnerEventTypes.KeyExpiring);
        Assert.Equal(["14", "7", "1"], told.Select(one => one.Facts["days"]));
        Assert.All(told, one => Assert.Equal(("whatsapp-1", "2026-03-21T12:00:00Z"), (one.Facts["kid"], one.Facts["expiresAt"])));
    }

    [Fact]
    public async Task Run_AtSeveralInstances_IsToldOnce()
    {
        await _town.PutAsync(NewKey("whatsapp-1") with { ExpiresAt = _town.Now.AddDays(3) });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _town.Sweep().RunAsync(None)));

        Assert.Equal("7", Assert.Single(_town.Told.Events).Facts["days"]);
    }

    [Fact]
    public async Task Run_KeyWithMoreTime_IsToldAgain()
    {
        var key = NewKey("whatsapp-1");
        await _town.PutAsync(key with { ExpiresAt = _town.Now.AddDays(1) });
        await _town.Sweep().RunAsync(None);
        await _town.PutAsync(key with { ExpiresAt = _town.Now.AddDays(2) });
        _town.Clock.Advance(TimeSpan.FromDays(1));
        await _town.Sweep().RunAsync(None);

        Assert.Equal(["1", "1"], _town.Told.Of(PartnerEventTypes.KeyExpiring).Select(one => one.Facts["days"]));
    }

    [Fact]
    public async Task Run_AfterAnInstanceWentAwayInBetween_IsMadeUpFor()
    {
        await _town.PutAsync(NewKey("whatsapp-1") with { ExpiresAt = _town.Now.AddDays(3) });
        var notices = new KeyNotices(_town.Keys, _town.Clock);
        Assert.True(await notices.TryBeginAsync("whatsapp-1", $"expiring-07-{_town.Now.AddDays(3).UtcTicks:D19}", None));

        await _town.Sweep().RunAsync(None);
        Assert.Empty(_town.Told.Events);

        _town.Clock.Advance(TimeSpan.FromMinutes(30));
        await _town.Sweep().RunAsync(None);
        await _town.Sweep().RunAsync(None);
        Assert.Single(_town.Told.Events);
    }

    [Fact]
    public async Task Run_RelaysNextKey_IsToldToPartnersAhead()
    {
        await _town.PutAsync(NewKey("whatsapp-1"));
        using var next = SigningKey.CreateEd25519("relay/2");
        var from = _town.Now.AddDays(10);
        var sweep = _town.Sweep(new SigningKeyOptions { KeyId = next.KeyId, Pem = next.ExportPkcs8Pem(), NotBefore = from });

        for (var day = 0; day < 12; day++)
        {
            await sweep.RunAsync(None);
            await sweep.RunAsync(None);
            _town.Clock.Advance(TimeSpan.FromDays(1));
        }

        var told = _town.Told.Of(PartnerEventTypes.RelayKeyChanging);
        Assert.Equal(["14", "7", "1"], told.Select(one => one.Facts["days"]));
        Assert.All(told, one => Assert.Equal(
            ("relay/2", KeyThumbprint.Of(next.Public.ToJwk()), "2026-03-11T12:00:00Z"), (one.Facts["kid"], one.Facts["thumbprint"], one.Facts["from"])));
    }
}
