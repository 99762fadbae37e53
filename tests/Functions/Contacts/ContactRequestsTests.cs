using Relay.Functions.Contacts;
using Relay.Functions.Limits;
using Relay.Functions.People;
using Relay.Functions.Tests.Storage;

namespace Relay.Functions.Tests.Contacts;

public sealed class ContactRequestsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Those of whom the asking user may learn nothing, and two whom a request reaches.</summary>
    public static TheoryData<string> Strangers => ["unknown", "erased", "never", "elsewhere", "blocks-ana", "blocks-home", "open", "asked", "granted", "on-request", "on-request2"];

    [Fact]
    public async Task Ask_OfAUserOnRequest_IsToldOnceUntilItIsAnswered()
    {
        var (town, ana) = await StartAsync();
        var ben = await OnRequestAsync(town, "ben");
        Assert.False(await town.Reachability.MayWriteAsync(ana, ben));

        Assert.Null(await town.Requests.AskAsync(ana, ben, None));
        Assert.Null(await town.Requests.AskAsync(ana, ben, None));

        var (type, facts) = Assert.Single(await town.ToldAsync(Town.Abroad));
        Assert.Equal(("contact.request", "ben", Town.Home, "ana"), (type, (string?)facts["user"], (string?)facts["fromPartner"], (string?)facts["fromUser"]));
        Assert.False(await town.Reachability.MayWriteAsync(ana, ben));

        Assert.NotNull((await town.Grants.GrantAsync(ben, ana, None)).Since);
        Assert.True(await town.Reachability.MayWriteAsync(ana, ben));
        var (answer, told) = Assert.Single(await town.ToldAsync(Town.Home));
        Assert.Equal(("contact.granted", "ana", Town.Abroad, "ben"), (answer, (string?)told["user"], (string?)told["byPartner"], (string?)told["byUser"]));

        await town.Requests.AskAsync(ana, ben, None);
        Assert.Single(await town.ToldAsync(Town.Abroad));
    }

    [Fact]
    public async Task Grant_WithoutARequest_TellsNobody()
    {
        var (town, ana) = await StartAsync();
        var ben = await OnRequestAsync(town, "ben");

        await town.Grants.GrantAsync(ben, ana, None);

        Assert.True(await town.Reachability.MayWriteAsync(ana, ben));
        Assert.Empty(await town.ToldAsync(Town.Home));
    }

    [Fact]
    public async Task Revoke_OfAGrant_ClosesAgainWithoutAWord()
    {
        var (town, ana) = await StartAsync();
        var ben = await OnRequestAsync(town, "ben");
        await town.Grants.GrantAsync(ben, ana, None);

        Assert.Null(await town.Grants.RevokeAsync(ben, ana, None));
        Assert.Null(await town.Grants.RevokeAsync(ben, ana, None));

        Assert.Null(await town.Grants.SinceAsync(ben, ana, None));
        Assert.False(await town.Reachability.MayWriteAsync(ana, ben));
        Assert.Empty(await town.ToldAsync(Town.Home));
        Assert.Equal(["contact-granted", "contact-revoked"], (await town.RecordAsync(ben)).History.Select(change => change.What));
    }

    [Fact]
    public async Task Cancel_OfARequest_TakesItBackOnce()
    {
        var (town, ana) = await StartAsync();
        var ben = await OnRequestAsync(town, "ben");
        await town.Requests.AskAsync(ana, ben, None);
        town.Clock.Advance(TimeSpan.FromSeconds(1));

        await town.Requests.CancelAsync(ana, ben, None);
        await town.Requests.CancelAsync(ana, ben, None);

        Assert.Equal(["contact.request", "contact.cancelled"], (await town.ToldAsync(Town.Abroad)).Select(told => told.Type));
        Assert.Equal(0, (await town.RecordAsync(ben)).Relations.Count);
        await town.Grants.GrantAsync(ben, ana, None);
        Assert.Empty(await town.ToldAsync(Town.Home));
    }

    [Fact]
    public async Task Ask_ByAUserWhoIsNotOptedIn_IsRefused()
    {
        var town = await Town.OpenAsync();
        var ben = await OnRequestAsync(town, "ben");
        var closed = await town.EnlistAsync(Town.Home, "cem", record => record with { OptedIn = false });

        Assert.Equal("not-opted-in", (await town.Requests.AskAsync(closed, ben, None))!.Code);
        Assert.Equal("not-opted-in", (await town.Requests.AskAsync(Town.At(Town.Home, "nobody"), ben, None))!.Code);
        Assert.Empty(await town.ToldAsync(Town.Abroad));
    }

    [Fact]
    public async Task Ask_BeyondTheUsersDay_IsRefusedUntilMidnight()
    {
        var (town, ana) = await StartAsync(new LimitsOptions { UserContactsDaily = 2 });
        var ben = await OnRequestAsync(town, "ben");
        Assert.Null(await town.Requests.AskAsync(ana, ben, None));
        Assert.Null(await town.Requests.AskAsync(ana, Town.At(Town.Abroad, "unknown"), None));

        var refusal = await town.Requests.AskAsync(ana, ben, None);

        Assert.Equal((429, "user.contacts-daily: contact requests a day", 12 * 3600), (refusal!.Status, refusal.Rule, refusal.RetryAfterSeconds));
        town.Clock.Advance(TimeSpan.FromHours(12));
        Assert.Null(await town.Requests.AskAsync(ana, ben, None));
    }

    [Fact]
    public async Task Ask_OfManyStrangers_TakesThePlaceOfTheOldest()
    {
        var (town, ana) = await StartAsync();
        var ben = await OnRequestAsync(town, "ben");
        await town.Users.ChangeAsync(ben, record => record! with { Relations = BlocksTests.Relations(RelationBounds.MostOwn, RelationBounds.MostAsked) }, None);

        await town.Requests.AskAsync(ana, ben, None);

        var relations = (await town.RecordAsync(ben)).Relations;
        Assert.Equal((RelationBounds.MostOwn, RelationBounds.MostAsked), (relations.CountOf(RelationKind.BlockedUser), relations.CountOf(RelationKind.Asked)));
        Assert.True(relations.Has(RelationKind.Asked, town.Keys.Relation(ben, ana)));
        Assert.Single(await town.ToldAsync(Town.Abroad));
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Ask_WhoeverTheStrangerIs_TakesTheSameCallsColdAndCached(string stranger)
    {
        var expected = await CallsAsync("unknown");
        Assert.Equal(expected, await CallsAsync(stranger));

        // Reads of both partners and both users, the counts of the day, and what a request writes.
        Assert.Equal(expected.Cold.Count(call => call.Operation is "add" or "replace"), expected.Cached.Count(call => call.Operation is "add" or "replace"));
        Assert.Contains(new TableCall("people", "replace"), expected.Cold);
        Assert.Contains(new TableCall("events", "add"), expected.Cold);
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Cancel_WhoeverTheStrangerIs_TakesTheSameCalls(string stranger)
    {
        var town = await PopulatedAsync();
        var ana = Town.At(Town.Home, "ana");
        var expected = await town.CallsOfAsync(() => town.Requests.CancelAsync(ana, Town.At(Town.Abroad, "nobody-else"), None));

        // The first call of an instance reads the partner, too.
        var calls = await town.CallsOfAsync(() => town.Requests.CancelAsync(ana, Town.At(Town.Abroad, stranger), None));

        Assert.Equal(expected.Where(call => call.Table != "partners"), calls);
    }

    [Fact]
    public async Task Decoy_Rows_NameNobody()
    {
        var town = await PopulatedAsync();
        await town.Requests.AskAsync(Town.At(Town.Home, "ana"), Town.At(Town.Abroad, "unknown"), None);

        var row = Assert.Single(town.People.Rows, row => row.PartitionKey == "(nobody)");
        Assert.Equal(new string('-', 1024), row.GetString("Padding"));
        Assert.Equal(["Padding"], row.Keys.Where(key => key is not ("PartitionKey" or "RowKey" or "odata.etag")));
        Assert.Empty(await town.ToldAsync(Town.Abroad));
    }

    private static async Task<Observed> CallsAsync(string stranger)
    {
        var town = await PopulatedAsync();
        var (ana, other) = (Town.At(Town.Home, "ana"), Town.At(Town.Abroad, stranger));
        foreach (var user in new[] { ana, other })
            town.Reachability.Forget(user);
        var cold = await town.CallsOfAsync(() => town.Requests.AskAsync(ana, other, None));
        var cached = await town.CallsOfAsync(() => town.Requests.AskAsync(ana, other, None));
        return new Observed(cold, cached);
    }

    private static async Task<Town> PopulatedAsync()
    {
        var (town, ana) = await StartAsync();
        await town.EnlistAsync(Town.Abroad, "erased", record => record with { IsEnlisted = false, ErasedAt = town.Clock.GetUtcNow() });
        await town.EnlistAsync(Town.Abroad, "never", record => record with { OptedIn = false });
        await town.EnlistAsync(Town.Abroad, "elsewhere", record => record with { Partners = ["third"] });
        await town.EnlistAsync(Town.Abroad, "open");
        foreach (var user in new[] { "blocks-ana", "blocks-home", "asked", "granted", "on-request", "on-request2" })
            await OnRequestAsync(town, user);
        await town.Blocks.BlockAsync(Town.At(Town.Abroad, "blocks-ana"), new OtherUser(Town.Home, "ana"), None);
        await town.Blocks.BlockAsync(Town.At(Town.Abroad, "blocks-home"), new OtherUser(Town.Home, null), None);
        await town.Grants.GrantAsync(Town.At(Town.Abroad, "granted"), ana, None);
        await town.Users.ChangeAsync(
            Town.At(Town.Abroad, "asked"),
            record => record! with { Relations = record.Relations.With(RelationKind.Asked, town.Keys.Relation(Town.At(Town.Abroad, "asked"), ana), town.Clock.GetUtcNow()) },
            None);
        return town;
    }

    private static async Task<(Town Town, Address Ana)> StartAsync(LimitsOptions? limits = null)
    {
        var town = await Town.OpenAsync(limits);
        return (town, await town.EnlistAsync(Town.Home, "ana"));
    }

    private static Task<Address> OnRequestAsync(Town town, string user) => town.EnlistAsync(Town.Abroad, user, record => record with { Contact = ContactPolicy.OnRequest });

    private sealed record Observed(IReadOnlyList<TableCall> Cold, IReadOnlyList<TableCall> Cached)
    {
        public bool Equals(Observed? other) => other is not null && Cold.SequenceEqual(other.Cold) && Cached.SequenceEqual(other.Cached);

        public override int GetHashCode() => HashCode.Combine(Cold.Count, Cached.Count);

        public override string ToString() => $"cold: {string.Join(", ", Cold.Select(call => $"{call.Operation} {call.Table}"))}; cached: {string.Join(", ", Cached.Select(call => $"{call.Operation} {call.Table}"))}";
    }
}
