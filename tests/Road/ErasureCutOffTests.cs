using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Erasure;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Storage;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>An erasure that is cut off, over the real store: what is left, and who brings it to its end.</summary>
[Collection(SharedStack.Name)]
public sealed class ErasureCutOffTests(StackFixture fixture)
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly AddressKeys _keys = Keys.Of(fixture.Stack);
    private readonly Address _ana = new("p-" + Guid.NewGuid().ToString("N")[..8], "ana-" + Guid.NewGuid().ToString("N"));
    private readonly SteppingClock _clock = new() { Now = DateTimeOffset.UtcNow };
    private readonly Watcher _watcher = new();
    private readonly Part _part = new();

    private UserStore Users => new(Table(), _keys);

    private ErasureJournal Journal => new(Table(), _keys);

    [Fact]
    public async Task Erase_CutOff_HasTheMark_AndKeepsWhatIsNeededSealed_UntilTheSameCallEndsIt()
    {
        await EnlistAsync();
        _part.Fails = true;
        await Assert.ThrowsAsync<RequestFailedException>(() => Stage().EraseAsync(_ana, None));

        Assert.False((await Users.FindAsync(_ana.Partner, _ana.User, None))!.IsEnlisted);
        Assert.Empty(await StoreWalk.FindAsync(fixture.Stack.Azurite.ConnectionString, System.Text.Encoding.UTF8.GetBytes(_ana.User)));
        Assert.Single((await Journal.FindAsync(_ana, None))!.Remains!.Links);

        _part.Fails = false;
        Assert.Equal(Millisecond(_clock.Now), await Stage().EraseAsync(_ana, None));

        // Once when it was cut off, once by the call that ended it; both knew of the link.
        Assert.Equal([1, 1], _watcher.Links);
        Assert.Null((await Journal.FindAsync(_ana, None))!.Remains);
    }

    [Fact]
    public async Task Sweep_FindsWhatWasCutOff_AndEndsIt_AndRemovesTheMarkInItsTime()
    {
        await EnlistAsync();
        _part.Fails = true;
        await Assert.ThrowsAsync<RequestFailedException>(() => Stage().EraseAsync(_ana, None));
        _part.Fails = false;

        await SweepAsync(TimeSpan.FromMinutes(5));
        Assert.NotNull((await Journal.FindAsync(_ana, None))!.Remains);
        await SweepAsync(TimeSpan.FromMinutes(6));
        Assert.Null((await Journal.FindAsync(_ana, None))!.Remains);
        Assert.NotNull(await Users.FindAsync(_ana.Partner, _ana.User, None));

        await SweepAsync(TimeSpan.FromDays(30));
        Assert.NotNull(await Users.FindAsync(_ana.Partner, _ana.User, None));
        await SweepAsync(TimeSpan.FromDays(1));
        Assert.Null(await Users.FindAsync(_ana.Partner, _ana.User, None));
        Assert.Null(await Journal.FindAsync(_ana, None));
    }

    [Fact]
    public async Task Erase_CutOff_AndTheUserEnlistedAnew_EndsTheFirstWithoutTheSecond()
    {
        await EnlistAsync();
        _part.Fails = true;
        await Assert.ThrowsAsync<RequestFailedException>(() => Stage().EraseAsync(_ana, None));
        _part.Fails = false;
        _clock.Now += TimeSpan.FromMinutes(1);
        await EnlistAsync();

        await SweepAsync(TimeSpan.FromMinutes(30));

        Assert.True(_part.Last!.IsBack);
        Assert.Single((await Users.FindAsync(_ana.Partner, _ana.User, None))!.Links);
        Assert.Null((await Journal.FindAsync(_ana, None))!.Remains);
    }

    private Task EnlistAsync() => Users.ChangeAsync(
        _ana,
        present => new UserRecord(true, ["*"], [])
        {
            ErasedAt = present?.ErasedAt,
            Links = [new UserLink(Guid.NewGuid(), new Address("whatsapp", _ana.User), new byte[33], new byte[64], new byte[64], _clock.Now)],
        },
        None);

    private Task SweepAsync(TimeSpan later)
    {
        _clock.Now += later;
        var accept = Options.Create(new AcceptOptions());
        return new ErasureSweep(Journal, Stage(), accept, _clock, NullLogger<ErasureSweep>.Instance).RunAsync(None);
    }

    private EraseStage Stage()
    {
        var options = Options.Create(new RelayOptions { DirectoryCacheSeconds = 0 });
        var tables = new TableServiceClient(fixture.Stack.Azurite.ConnectionString);
        var partners = new PartnerDirectory(
            new PartnerStore(tables.GetTableClient(StoreNames.PartnersTable), tables.GetTableClient(StoreNames.PartnerKeysTable)), options, TimeProvider.System);
        var reachability = new Reachability(Users, partners, _keys, options, TimeProvider.System);
        return new EraseStage(Users, Journal, reachability, [_part], [_watcher], _clock, NullLogger<EraseStage>.Instance);
    }

    private TableClient Table() => new(fixture.Stack.Azurite.ConnectionString, StoreNames.PeopleTable);

    private static DateTimeOffset Millisecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private sealed class Part : IErasePart
    {
        public string Gone => "part";

        public bool Fails { get; set; }

        public Erasing? Last { get; private set; }

        public Task EraseAsync(Erasing erasing, CancellationToken cancel)
        {
            Last = erasing;
            return Fails ? throw new RequestFailedException(503, "gone") : Task.CompletedTask;
        }
    }

    private sealed class Watcher : IUserWatcher
    {
        public List<int> Links { get; } = [];

        public Task ChangedAsync(Address user, UserRecord? before, UserRecord after, CancellationToken cancel)
        {
            Assert.False(after.IsEnlisted);
            Links.Add(before!.Links.Count);
            return Task.CompletedTask;
        }
    }
}
