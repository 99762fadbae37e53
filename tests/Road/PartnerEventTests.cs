using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Receipts;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Events to partners, over the real stack.</summary>
[Collection(SharedStack.Name)]
public sealed class PartnerEventTests(StackFixture fixture)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Dictionary<string, string> Facts = new() { ["reason"] = "timed-out" };

    [Fact]
    public async Task Events_OfAPartner_ArePostedInOrderAndOnce()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        var before = DateTimeOffset.UtcNow;

        await Events().TellAsync(a.Name, PartnerEventTypes.BreakerOpened, Facts, None);
        await Events().TellAsync(a.Name, PartnerEventTypes.BreakerClosed, new Dictionary<string, string>(), None);

        await Eventually.TrueAsync(() => a.Notices.Count >= 2, "the events are posted");
        Assert.Equal([PartnerEventTypes.BreakerOpened, PartnerEventTypes.BreakerClosed], a.Notices.Select(notice => notice.Type));
        Assert.Equal(Facts, a.Notices[0].Facts);
        Assert.Null(a.Notices[1].Facts);
        Assert.InRange(a.Notices[0].At!.Value, before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        await Eventually.TrueAsync(async () => (await Store().ReadAsync(a.Name, None)).Events.Count == 0, "what was taken is removed");
    }

    [Fact]
    public async Task Breaker_OpenedAndClosed_IsPostedToItsPartner()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1, events: true);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        b.Answer = _ => Results.StatusCode(429);
        await a.SendAsync(a.Envelope("ana", b, "ben"));
        await Eventually.TrueAsync(() => b.Notices.Any(notice => notice.Type == PartnerEventTypes.BreakerOpened), "it is told that the breaker is open");
        b.Answer = _ => null;

        await Eventually.TrueAsync(() => b.Notices.Any(notice => notice.Type == PartnerEventTypes.BreakerClosed), "it is told that the breaker is closed");
        Assert.Equal("asked", b.Notices.First(notice => notice.Type == PartnerEventTypes.BreakerOpened).Facts!["reason"]);
    }

    [Fact]
    public async Task Event_OfAPartnerWithoutAnEndpointForIt_IsNotStored()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);

        await Events().TellAsync(a.Name, PartnerEventTypes.EndpointDisabled, Facts, None);

        Assert.Empty((await Store().ReadAsync(a.Name, None)).Events);
    }

    [Fact]
    public async Task Cursor_ReadBeforeAnotherWroteIt_IsNotWritten()
    {
        var partner = $"s-{Guid.NewGuid().ToString("N")[..8]}";
        var fresh = new EventsCursor(partner, "20260301120000", 0, DateTimeOffset.UnixEpoch, default);

        var first = await Store().TryWriteAsync(fresh, None);
        Assert.NotNull(first);
        Assert.Null(await Store().TryWriteAsync(fresh with { Position = "20260301120001" }, None));
        Assert.NotNull(await Store().TryWriteAsync(first with { Failures = 3 }, None));
        Assert.Null(await Store().TryWriteAsync(first with { Failures = 4 }, None));

        Assert.Equal(("20260301120000", 3), ((await Store().ReadAsync(partner, None)).Cursor!.Position, (await Store().ReadAsync(partner, None)).Cursor!.Failures));
    }

    [Fact]
    public async Task Sweep_RemovesOldEventsAndNoCursor()
    {
        var partner = $"s-{Guid.NewGuid().ToString("N")[..8]}";
        await Store().TryWriteAsync(new EventsCursor(partner, "20260301120000", 0, DateTimeOffset.UnixEpoch, default), None);
        await Store().AddAsync(new StoredEvent(partner, EventStore.KeyOf(DateTimeOffset.UtcNow.AddDays(-40)), "{}"), None);
        await Store().AddAsync(new StoredEvent(partner, EventStore.KeyOf(DateTimeOffset.UtcNow), "{}"), None);

        await Store().SweepAsync(DateTimeOffset.UtcNow.AddDays(-31), None);

        var (cursor, events) = await Store().ReadAsync(partner, None);
        Assert.NotNull(cursor);
        Assert.Single(events);
    }

    private PartnerEvents Events()
    {
        var store = new PartnerStore(Table("partners"), Table("partnerkeys"));
        var directory = new PartnerDirectory(store, Options.Create(new RelayOptions { DirectoryCacheSeconds = 0 }), TimeProvider.System);
        return new PartnerEvents(directory, Store(), TimeProvider.System);
    }

    private EventStore Store() => new(Table("events"));

    private TableClient Table(string name) => new TableServiceClient(fixture.Stack.Azurite.ConnectionString).GetTableClient(name);
}
