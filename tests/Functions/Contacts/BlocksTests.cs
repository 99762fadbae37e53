using Relay.Functions.Contacts;
using Relay.Functions.People;

namespace Relay.Functions.Tests.Contacts;

public sealed class BlocksTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly OtherUser Ana = new(Town.Home, "ana");
    private static readonly OtherUser WholeHome = new(Town.Home, null);

    [Theory]
    [InlineData("ana")]
    [InlineData(null)]
    public async Task Block_OfAUserOrANetwork_HoldsUntilItIsEnded(string? whom)
    {
        var (town, ben) = await StartAsync();
        var other = new OtherUser(Town.Home, whom);
        Assert.True(await town.Reachability.MayWriteAsync(Ana.Address, ben));

        var (since, problem) = await town.Blocks.BlockAsync(ben, other, None);

        Assert.Null(problem);
        Assert.Equal(town.Clock.GetUtcNow(), since);
        Assert.Equal(since, await town.Blocks.SinceAsync(ben, other, None));
        Assert.False(await town.Reachability.MayWriteAsync(Ana.Address, ben));
        Assert.True(await town.Reachability.MayWriteAsync(ben, Ana.Address));

        Assert.Null(await town.Blocks.UnblockAsync(ben, other, None));
        Assert.Null(await town.Blocks.SinceAsync(ben, other, None));
        Assert.True(await town.Reachability.MayWriteAsync(Ana.Address, ben));
        Assert.Equal(["blocked", "unblocked"], (await town.RecordAsync(ben)).History.Select(change => change.What));
        Assert.All((await town.RecordAsync(ben)).History, change => Assert.Null(change.Detail));
    }

    [Fact]
    public async Task Block_Repeated_KeepsItsTimeAndWritesNothing()
    {
        var (town, ben) = await StartAsync();
        var (first, _) = await town.Blocks.BlockAsync(ben, Ana, None);
        town.Clock.Advance(TimeSpan.FromHours(1));

        var calls = await town.CallsOfAsync(async () => Assert.Equal((first, null), await town.Blocks.BlockAsync(ben, Ana, None)));

        Assert.All(calls, call => Assert.Equal("get", call.Operation));
        Assert.Single((await town.RecordAsync(ben)).History);
    }

    [Fact]
    public async Task BlockOfAUser_IsNoBlockOfItsNetwork_NorTheOtherWayRound()
    {
        var (town, ben) = await StartAsync();
        var eva = await town.EnlistAsync(Town.Home, "eva");

        await town.Blocks.BlockAsync(ben, Ana, None);
        Assert.True(await town.Reachability.MayWriteAsync(eva, ben));
        Assert.Null(await town.Blocks.SinceAsync(ben, WholeHome, None));

        await town.Blocks.BlockAsync(ben, WholeHome, None);
        await town.Blocks.UnblockAsync(ben, WholeHome, None);
        Assert.False(await town.Reachability.MayWriteAsync(Ana.Address, ben));
        Assert.True(await town.Reachability.MayWriteAsync(eva, ben));
    }

    [Fact]
    public async Task Block_OfALinkedUser_HoldsForAllItsAccountsAndTheirPartnersAreTold()
    {
        var (town, ben) = await StartAsync();
        await town.AddAsync("third");
        var linked = await town.EnlistAsync("third", "ben3");
        await town.LinkAsync(ben, linked);

        await town.Blocks.BlockAsync(ben, Ana, None);

        Assert.False(await town.Reachability.MayWriteAsync(Ana.Address, linked));
        Assert.NotNull(await town.Blocks.SinceAsync(linked, Ana, None));
        var (type, facts) = Assert.Single(await town.ToldAsync("third"));
        Assert.Equal("block.changed", type);
        Assert.Equal(("ben3", Town.Home, "ana", "true"), ((string?)facts["user"], (string?)facts["partner"], (string?)facts["other"], (string?)facts["blocked"]));

        town.Clock.Advance(TimeSpan.FromSeconds(1));
        await town.Blocks.UnblockAsync(ben, Ana, None);
        Assert.True(await town.Reachability.MayWriteAsync(Ana.Address, linked));
        Assert.Equal("false", (string?)(await town.ToldAsync("third"))[1].Facts["blocked"]);
        Assert.Empty(await town.ToldAsync(Town.Home));
    }

    [Fact]
    public async Task NetworkBlock_OfALinkedUser_NamesNobody()
    {
        var (town, ben) = await StartAsync();
        await town.AddAsync("third");
        var linked = await town.EnlistAsync("third", "ben3");
        await town.LinkAsync(ben, linked);

        await town.Blocks.BlockAsync(ben, WholeHome, None);

        Assert.Null(Assert.Single(await town.ToldAsync("third")).Facts["other"]);
        Assert.NotNull(await town.Blocks.SinceAsync(linked, WholeHome, None));
    }

    [Fact]
    public async Task Block_CutOffBeforeALinkedAccountWasWritten_IsCompletedByTheNextCall()
    {
        var (town, ben) = await StartAsync();
        await town.AddAsync("third");
        var linked = await town.EnlistAsync("third", "ben3");
        await town.LinkAsync(ben, linked);
        town.People.BeforeWrite = row =>
        {
            if (row.PartitionKey == "third")
                throw new Azure.RequestFailedException(503, "gone");
        };
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => town.Blocks.BlockAsync(ben, Ana, None));
        Assert.NotNull(await town.Blocks.SinceAsync(ben, Ana, None));
        town.People.BeforeWrite = _ => { };

        var (since, _) = await town.Blocks.BlockAsync(ben, Ana, None);

        Assert.NotNull(since);
        Assert.NotNull(await town.Blocks.SinceAsync(linked, Ana, None));
        Assert.All(await town.ToldAsync("third"), told => Assert.Equal("block.changed", told.Type));
    }

    [Fact]
    public async Task Block_WhereTheOtherSideHasNoLinkBack_TouchesItNot()
    {
        var (town, ben) = await StartAsync();
        await town.AddAsync("third");
        var stranger = await town.EnlistAsync("third", "ben3");
        await town.Users.ChangeAsync(ben, record => record! with { Links = [new UserLink(Guid.NewGuid(), stranger, [5], [1], [2], town.Clock.GetUtcNow())] }, None);

        Assert.Null((await town.Blocks.BlockAsync(ben, Ana, None)).Problem);

        Assert.Null(await town.Blocks.SinceAsync(stranger, Ana, None));
        Assert.Empty(await town.ToldAsync("third"));
    }

    [Fact]
    public async Task Block_OfAContact_EndsWhatWasGrantedAndAsked()
    {
        var (town, ben) = await StartAsync();
        await town.Users.ChangeAsync(ben, record => record! with { Contact = ContactPolicy.OnRequest }, None);
        await town.Grants.GrantAsync(ben, Ana.Address, None);

        await town.Blocks.BlockAsync(ben, Ana, None);
        await town.Blocks.UnblockAsync(ben, Ana, None);

        Assert.Null(await town.Grants.SinceAsync(ben, Ana.Address, None));
        Assert.False(await town.Reachability.MayWriteAsync(Ana.Address, ben));
    }

    [Fact]
    public async Task Block_BeyondTheRoom_IsRefusedAndStrangersRequestsTakeNoneOfIt()
    {
        var (town, ben) = await StartAsync();
        await town.Users.ChangeAsync(ben, record => record! with { Relations = Relations(RelationBounds.MostOwn - 1, RelationBounds.MostAsked) }, None);

        Assert.Null((await town.Blocks.BlockAsync(ben, Ana, None)).Problem);
        var (since, problem) = await town.Blocks.BlockAsync(ben, new OtherUser(Town.Home, "eva"), None);

        Assert.Null(since);
        Assert.Equal((409, "too-many-relations"), (problem!.Status, problem.Code));
        Assert.Equal(RelationSet.Most, (await town.RecordAsync(ben)).Relations.Count);
    }

    [Fact]
    public async Task Block_ByAUserWhoIsNotEnlisted_IsNotFound()
    {
        var (town, _) = await StartAsync();
        var nobody = Town.At(Town.Abroad, "nobody");
        Assert.Equal(404, (await town.Blocks.BlockAsync(nobody, Ana, None)).Problem!.Status);
        Assert.Equal(404, (await town.Blocks.UnblockAsync(nobody, Ana, None))!.Status);
        Assert.Null(await town.Blocks.SinceAsync(nobody, Ana, None));
    }

    [Theory]
    [InlineData("Home", "ana", "partner")]
    [InlineData("h", null, "partner")]
    [InlineData("home", "a b", "user")]
    [InlineData("home", "..", "user")]
    [InlineData("home", "ana", null)]
    [InlineData("home", null, null)]
    public void OtherUser_Form_IsChecked(string partner, string? user, string? field) => Assert.Equal(field, new OtherUser(partner, user).Check()?.Field);

    internal static RelationSet Relations(int blocks, int asked)
    {
        var relations = RelationSet.Empty;
        var bytes = new byte[(blocks + asked) * 21];
        for (var i = 0; i < blocks + asked; i++)
        {
            bytes[i * 21] = (byte)(i < blocks ? RelationKind.BlockedUser : RelationKind.Asked);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan((i * 21) + 1), i + 1);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((i * 21) + 17), 1_000 + i);
        }

        return bytes.Length == 0 ? relations : RelationSet.Read(bytes);
    }

    private static async Task<(Town Town, Address Ben)> StartAsync()
    {
        var town = await Town.OpenAsync();
        await town.EnlistAsync(Town.Home, "ana");
        return (town, await town.EnlistAsync(Town.Abroad, "ben"));
    }
}
