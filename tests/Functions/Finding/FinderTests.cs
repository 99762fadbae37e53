using Azure.Data.Tables;
using Relay.Functions.Contacts;
using Relay.Functions.Finding;
using Relay.Functions.Limits;
using Relay.Functions.People;
using Relay.Functions.Tests.Contacts;
using Relay.Functions.Tests.Storage;

namespace Relay.Functions.Tests.Finding;

public sealed class FinderTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Everybody = [UserRecord.AllPartners];
    private static readonly Address Ana = Town.At(Town.Home, "ana");
    private static readonly Address Ben = Town.At(Town.Abroad, "ben");
    private static readonly Identifier Number = Identifier.Normalise(Identifier.Number, "+4915112345678")!.Value;
    private static readonly Identifier Handle = Identifier.Normalise(Identifier.Handle, "ben")!.Value;

    /// <summary>What can be the matter with the only user who has the number; a relay where nobody has it gives the same answer.</summary>
    public static TheoryData<string> Unfindable => ["opted-out", "elsewhere", "not-for-home", "blocks-ana", "blocks-home", "erased", "not-in-record"];

    [Fact]
    public async Task Find_AUserWhoLetsTheNetwork_GivesItsAddressAndWhoClaimsIt()
    {
        var town = await StartAsync();
        Assert.Null(await town.Identifiers.PutAsync(Ben, Number, [Town.Home], None));
        Assert.Null(await town.Identifiers.PutAsync(Ben, Handle, Everybody, None));

        var found = Assert.Single((await FindAsync(town, Number))!);
        Assert.Equal(new FoundUser(Town.Abroad, "ben", Town.Abroad, town.Clock.GetUtcNow()), found);
        Assert.Single((await FindAsync(town, Handle))!);
        Assert.Empty((await FindAsync(town, new Identifier(Identifier.Handle, "someone")))!);
    }

    [Fact]
    public async Task Find_ANumberThatTwoPartnersClaim_GivesBoth()
    {
        var town = await StartAsync();
        await town.AddAsync("third");
        var bea = await town.EnlistAsync("third", "bea");
        await town.Identifiers.PutAsync(Ben, Number, Everybody, None);
        await town.Identifiers.PutAsync(bea, Number, Everybody, None);

        Assert.Equal([Town.Abroad, "third"], (await FindAsync(town, Number))!.Select(user => user.ClaimedBy));
    }

    [Theory]
    [MemberData(nameof(Unfindable))]
    public async Task Find_OneWhoDoesNotWantIt_IsNobodyWithTheSameCallsColdAndCached(string matter)
    {
        var nobody = await StartAsync();
        var town = await StartAsync();
        await town.Identifiers.PutAsync(Ben, Number, matter == "not-for-home" ? ["third"] : Everybody, None);
        await SpoilAsync(town, matter);
        foreach (var one in new[] { nobody, town })
            one.Clock.Advance(TimeSpan.FromMinutes(1));

        for (var i = 0; i < 2; i++)
        {
            var expected = await nobody.CallsOfAsync(async () => Assert.Empty((await FindAsync(nobody, Number))!));
            var calls = await town.CallsOfAsync(async () => Assert.Empty((await FindAsync(town, Number))!));
            Assert.Equal(expected, calls);
            Assert.Equal(i == 0 ? 5 : 0, calls.Count(call => call == new TableCall("people", "get")));
        }
    }

    [Fact]
    public async Task Find_OneWhoWantsIt_TakesTheSameCallsAsNobody()
    {
        var nobody = await StartAsync();
        var town = await StartAsync();
        await town.Identifiers.PutAsync(Ben, Number, Everybody, None);
        foreach (var one in new[] { nobody, town })
            one.Clock.Advance(TimeSpan.FromMinutes(1));

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(
                await nobody.CallsOfAsync(async () => Assert.Empty((await FindAsync(nobody, Number))!)),
                await town.CallsOfAsync(async () => Assert.Single((await FindAsync(town, Number))!)));
        }
    }

    [Fact]
    public async Task Put_AnotherValue_TakesThePlaceOfTheFormer()
    {
        var town = await StartAsync();
        var second = new Identifier(Identifier.Number, "+4915100000000");
        await town.Identifiers.PutAsync(Ben, Number, Everybody, None);
        await town.Identifiers.PutAsync(Ben, Handle, Everybody, None);

        Assert.Null(await town.Identifiers.PutAsync(Ben, second, Everybody, None));

        Assert.Empty((await FindAsync(town, Number))!);
        Assert.Single((await FindAsync(town, second))!);
        Assert.Single((await FindAsync(town, Handle))!);
        Assert.Equal(2, town.FindingTable.Rows.Count);
        Assert.Equal(2, (await town.RecordAsync(Ben)).Identifiers.Count);
    }

    [Fact]
    public async Task Put_ANumberOfAnotherUserOfThePartner_TakesItFromThatUser()
    {
        var town = await StartAsync();
        var bea = await town.EnlistAsync(Town.Abroad, "bea");
        await town.Identifiers.PutAsync(Ben, Number, Everybody, None);

        await town.Identifiers.PutAsync(bea, Number, Everybody, None);

        Assert.Equal("bea", Assert.Single((await FindAsync(town, Number))!).User);
        Assert.Empty((await town.RecordAsync(Ben)).Identifiers);
        Assert.Null(await town.Identifiers.RemoveAsync(Ben, Identifier.Number, None));
        Assert.Single((await FindAsync(town, Number))!);
    }

    [Fact]
    public async Task Put_TheSameAgain_KeepsItsTimeAndMayChangeTheNetworks()
    {
        var town = await StartAsync();
        await town.Identifiers.PutAsync(Ben, Number, Everybody, None);
        var since = (await FindAsync(town, Number))![0].Since;
        town.Clock.Advance(TimeSpan.FromDays(1));

        await town.Identifiers.PutAsync(Ben, Number, Everybody, None);
        Assert.Equal(since, (await FindAsync(town, Number))![0].Since);
        Assert.Single((await town.RecordAsync(Ben)).History);

        await town.Identifiers.PutAsync(Ben, Number, ["third"], None);
        Assert.Empty((await FindAsync(town, Number))!);
    }

    [Fact]
    public async Task Remove_Identifier_LeavesNoRow()
    {
        var town = await StartAsync();
        await town.Identifiers.PutAsync(Ben, Number, Everybody, None);

        Assert.Null(await town.Identifiers.RemoveAsync(Ben, Identifier.Handle, None));
        Assert.Single(town.FindingTable.Rows);
        Assert.Null(await town.Identifiers.RemoveAsync(Ben, Identifier.Number, None));
        Assert.Null(await town.Identifiers.RemoveAsync(Ben, Identifier.Number, None));

        Assert.Empty(town.FindingTable.Rows);
        Assert.Empty((await town.RecordAsync(Ben)).Identifiers);
        Assert.Equal(["identifier-set", "identifier-removed"], (await town.RecordAsync(Ben)).History.Select(change => change.What));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Watcher_OfAnOptOutOrAnErasure_RemovesEveryRow(bool isErased)
    {
        var town = await StartAsync();
        await town.Identifiers.PutAsync(Ben, Number, Everybody, None);
        await town.Identifiers.PutAsync(Ben, Handle, Everybody, None);
        var (before, after) = await town.Users.ChangeAsync(
            Ben,
            record => isErased ? new UserRecord(false, [], []) { IsEnlisted = false, ErasedAt = town.Clock.GetUtcNow() } : record! with { OptedIn = false },
            None);

        for (var i = 0; i < 2; i++)
            await town.Identifiers.ChangedAsync(Ben, before, after!, None);

        Assert.Empty(town.FindingTable.Rows);
        Assert.Empty((await town.RecordAsync(Ben)).Identifiers);
    }

    [Fact]
    public async Task Watcher_OfAnotherChange_RemovesNothing()
    {
        var town = await StartAsync();
        await town.Identifiers.PutAsync(Ben, Number, Everybody, None);
        var record = await town.RecordAsync(Ben);

        await town.Identifiers.ChangedAsync(Ben, record, record with { Territory = "DE" }, None);

        Assert.Single(town.FindingTable.Rows);
    }

    [Fact]
    public async Task Put_WhileTheUserOptsOut_LeavesNoRow()
    {
        var town = await StartAsync();
        town.FindingTable.BeforeWrite = _ =>
        {
            var (before, after) = town.Users.ChangeAsync(Ben, record => record! with { OptedIn = false }, None).GetAwaiter().GetResult();
            town.Identifiers.ChangedAsync(Ben, before, after!, None).GetAwaiter().GetResult();
        };

        Assert.Equal("not-opted-in", (await town.Identifiers.PutAsync(Ben, Number, Everybody, None))!.Code);

        Assert.Empty(town.FindingTable.Rows);
        Assert.Empty((await town.RecordAsync(Ben)).Identifiers);
    }

    [Fact]
    public async Task Put_OfAUserWhoIsNotEnlistedOrOptedIn_IsRefused()
    {
        var town = await StartAsync();
        var closed = await town.EnlistAsync(Town.Abroad, "closed", record => record with { OptedIn = false });
        Assert.Equal("not-opted-in", (await town.Identifiers.PutAsync(closed, Number, Everybody, None))!.Code);
        Assert.Equal(404, (await town.Identifiers.PutAsync(Town.At(Town.Abroad, "nobody"), Number, Everybody, None))!.Status);
        Assert.Equal(404, (await town.Identifiers.RemoveAsync(Town.At(Town.Abroad, "nobody"), Identifier.Number, None))!.Status);
        Assert.Empty(town.FindingTable.Rows);
    }

    [Fact]
    public async Task Find_ByAUserWhoIsNotOptedIn_IsRefused()
    {
        var town = await StartAsync();
        var (answer, problem) = await town.Finder.FindAsync(Town.At(Town.Home, "nobody"), Number, None);
        Assert.Null(answer);
        Assert.Equal("not-opted-in", problem!.Code);
    }

    [Fact]
    public async Task Rows_OfTheTable_ShowNeitherIdentifierNorUser()
    {
        var town = await StartAsync();
        await town.Identifiers.PutAsync(Ben, Number, Everybody, None);
        await FindAsync(town, Number);

        foreach (var row in town.FindingTable.Rows.Concat(town.Counts.Rows))
            Assert.All(Texts(row), text => Assert.False(text.Contains("ben", StringComparison.Ordinal) || text.Contains("4915112345678", StringComparison.Ordinal) || text.Contains("ana", StringComparison.Ordinal), text));
    }

    [Fact]
    public async Task Find_BeyondADay_IsRefusedForTheUserOrThePartner()
    {
        var town = await StartAsync(new LimitsOptions { UserFindsDaily = 2, PartnerFindsDaily = 3 });
        var eva = await town.EnlistAsync(Town.Home, "eva");
        Assert.NotNull(await FindAsync(town, Number));
        Assert.NotNull(await FindAsync(town, Handle));
        Assert.Equal("user.finds-daily: finds a day", (await town.Finder.FindAsync(Ana, Number, None)).Problem!.Rule);
        Assert.NotNull((await town.Finder.FindAsync(eva, Number, None)).Answer);
        Assert.Equal("partner.finds-daily: finds a day", (await town.Finder.FindAsync(eva, Number, None)).Problem!.Rule);
    }

    [Fact]
    public void DefaultLimits_ToTryABillionNumbers_TakeOnePartnerMoreThanThirtyYears()
    {
        const double Numbers = 1e9;
        const double DaysAYear = 365.25;
        var limits = new LimitsOptions();
        var ofPartner = Numbers / LimitTable.PartnerFindsDaily.Number(limits) / DaysAYear;
        var ofUser = Numbers / LimitTable.UserFindsDaily.Number(limits) / DaysAYear;

        Assert.True(ofPartner > 30, $"{ofPartner} years");
        var document = File.ReadAllText(RepositoryFiles.Document("people-contacts.md"));
        Assert.Contains(FormattableString.Invariant($"{Math.Floor(ofPartner)} years"), document, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"{Math.Floor(ofUser / 100) * 100:N0} years"), document, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<FoundUser>?> FindAsync(Town town, Identifier identifier) => (await town.Finder.FindAsync(Ana, identifier, None)).Answer?.Found;

    private static async Task<Town> StartAsync(LimitsOptions? limits = null)
    {
        var town = await Town.OpenAsync(limits);
        await town.EnlistAsync(Town.Home, "ana");
        await town.EnlistAsync(Town.Abroad, "ben");
        return town;
    }

    private static async Task SpoilAsync(Town town, string matter)
    {
        if (matter == "blocks-ana")
            await town.Blocks.BlockAsync(Ben, new OtherUser(Town.Home, "ana"), None);
        else if (matter == "blocks-home")
            await town.Blocks.BlockAsync(Ben, new OtherUser(Town.Home, null), None);
        else
            await town.Users.ChangeAsync(Ben, record => Spoiled(record!, matter, town.Clock.GetUtcNow()), None);
    }

    private static UserRecord Spoiled(UserRecord record, string matter, DateTimeOffset now) => matter switch
    {
        "opted-out" => record with { OptedIn = false },
        "elsewhere" => record with { Partners = ["third"] },
        "erased" => new UserRecord(false, [], []) { IsEnlisted = false, ErasedAt = now },
        "not-in-record" => record with { Identifiers = [] },
        _ => record,
    };

    private static IEnumerable<string> Texts(TableEntity row) => ((IDictionary<string, object>)row).Values.Select(value => value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : value?.ToString() ?? "");
}
