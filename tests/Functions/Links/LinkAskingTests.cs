using System.Globalization;
using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Tests.Links;

/// <summary>Asking for a link: one answer, and a code only for whom it is meant.</summary>
public sealed class LinkAskingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string> Closed => [.. ClosedUsers.Keys];

    private static Dictionary<string, Func<LinkingRelay, UserRecord, UserRecord>> ClosedUsers => new()
    {
        ["opted out"] = (_, record) => record with { OptedIn = false },
        ["open to others"] = (_, record) => record with { Partners = ["messenger"] },
        ["without a key"] = (_, record) => record with { IdentityKey = null },
        ["erased"] = (_, _) => new UserRecord(false, [], []) { IsEnlisted = false, ErasedAt = DateTimeOffset.UnixEpoch },
        ["blocking the asker"] = (relay, record) => record with
        {
            Relations = record.Relations.With(RelationKind.BlockedUser, relay.Keys.Relation(LinkingRelay.Other, LinkingRelay.Ana), DateTimeOffset.UnixEpoch),
        },
        ["blocking its network"] = (relay, record) => record with
        {
            Relations = record.Relations.With(RelationKind.BlockedNetwork, relay.Keys.Relation(LinkingRelay.Other, LinkingRelay.Ana.Partner), DateTimeOffset.UnixEpoch),
        },
        ["with all links it can have"] = (_, record) => record with
        {
            Links = [.. Enumerable.Range(0, UserLink.Most).Select(i => new UserLink(Guid.NewGuid(), new Address("messenger", $"u{i}"), [], [], [], DateTimeOffset.UnixEpoch))],
        },
    };

    [Fact]
    public async Task Ask_AnAccountThatLetsItselfBeAsked_TellsItsPartnerACode()
    {
        using var relay = await LinkingRelay.WithAnaAsync();

        var (asked, _) = await relay.Asking.AskAsync(LinkingRelay.Ana, LinkingRelay.Other, None);

        Assert.Equal(relay.Clock.GetUtcNow().AddMinutes(10), asked!.ExpiresAt);
        var told = Assert.Single(relay.Told.Events);
        Assert.Equal(("whatsapp", PartnerEventTypes.LinkCode), (told.Partner, told.Type));
        Assert.Equal(
            (asked.Link.ToString(), "ana-27", "instagram", "ana"), (told.Facts["link"], told.Facts["user"], told.Facts["fromPartner"], told.Facts["fromUser"]));
        Assert.Matches("^[0-9]{8}$", told.Facts["code"]);
        Assert.Equal(asked.ExpiresAt, DateTimeOffset.Parse(told.Facts["expiresAt"], CultureInfo.InvariantCulture));
        Assert.Equal(LinkHistory.Asked, (await relay.RecordAsync(LinkingRelay.Ana)).History[^1].What);
        Assert.Equal(LinkHistory.CodeTold, (await relay.RecordAsync(LinkingRelay.Other)).History[^1].What);
    }

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task Ask_AnAccountThatIsClosed_IsAnsweredAlikeAndTellsNobody(string how)
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        await relay.EnlistAsync(LinkingRelay.Other, record => ClosedUsers[how](relay, record));
        var before = await relay.RecordAsync(LinkingRelay.Other);

        var (asked, problem) = await relay.Asking.AskAsync(LinkingRelay.Ana, LinkingRelay.Other, None);

        Assert.Null(problem);
        Assert.Equal(relay.Clock.GetUtcNow().AddMinutes(10), asked!.ExpiresAt);
        Assert.Empty(relay.Told.Events);
        Assert.Equal(before.History, (await relay.RecordAsync(LinkingRelay.Other)).History);
    }

    [Fact]
    public async Task Ask_KnownUnknownOrClosed_TakesTheSameCallsOfTheStores()
    {
        var open = await CallsAsync(_ => Task.CompletedTask, LinkingRelay.Other);
        var unknown = await CallsAsync(_ => Task.CompletedTask, new Address("whatsapp", "nobody"));
        var closed = await CallsAsync(relay => relay.EnlistAsync(LinkingRelay.Other, record => record with { OptedIn = false }), LinkingRelay.Other);

        // Telling a partner is a write too; the pretended one is counted where it is made.
        Assert.Equal(open.Reads, unknown.Reads);
        Assert.Equal(open.Writes + 1, unknown.Writes);
        Assert.Equal(unknown, closed);
    }

    [Fact]
    public async Task Ask_RowsOfALinkThatCanBeMadeAndOneThatCannot_LookAlike()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);
        await relay.AskAsync(LinkingRelay.Ana, new Address("whatsapp", "nobody"));

        var rows = relay.Table.Rows.Where(row => row.PartitionKey.StartsWith("p-", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, rows.Count);
        Assert.Equal(rows[0].GetBinary("Sealed").Length, rows[1].GetBinary("Sealed").Length);
        Assert.Equal(rows[0].Keys.Order(), rows[1].Keys.Order());
        Assert.All(relay.Table.Rows, row => Assert.DoesNotContain("ana", string.Join('|', row.Select(column => column.Value as string)), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nobody", "not-opted-in")]
    [InlineData("out", "not-opted-in")]
    [InlineData("keyless", "identity-key-missing")]
    [InlineData("full", "too-many-links")]
    public async Task Ask_AsAUserWhoCannot_IsAConflictOfItsOwn(string user, string code)
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        await relay.EnlistAsync(new Address("instagram", "out"), record => record with { OptedIn = false });
        await relay.EnlistAsync(new Address("instagram", "keyless"), record => record with { IdentityKey = null });
        await relay.EnlistAsync(new Address("instagram", "full"), record => ClosedUsers["with all links it can have"](relay, record));

        var (_, problem) = await relay.Asking.AskAsync(new Address("instagram", user), LinkingRelay.Other, None);

        Assert.Equal((409, code), (problem!.Status, problem.Code));
        Assert.Empty(relay.Told.Events);
    }

    [Fact]
    public async Task Ask_MoreOftenThanADayAllows_IsRefusedUntilTheNext()
    {
        using var relay = await LinkingRelay.WithAnaAsync(new LimitsOptions { UserLinkAsks = 2 });
        await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);
        await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);

        var (_, problem) = await relay.Asking.AskAsync(LinkingRelay.Ana, LinkingRelay.Other, None);

        Assert.Equal((429, "too-fast", 2L), (problem!.Status, problem.Code, problem.Limit));
        Assert.Equal(12 * 3600, problem.RetryAfterSeconds);
        relay.Clock.Advance(TimeSpan.FromSeconds(problem.RetryAfterSeconds!.Value));
        Assert.Null((await relay.Asking.AskAsync(LinkingRelay.Ana, LinkingRelay.Other, None)).Problem);
    }

    [Fact]
    public async Task Ask_WhoWasAskedTooOften_IsToldNoMoreAndItsAskersAreNotToldOfIt()
    {
        using var relay = await LinkingRelay.WithAnaAsync(new LimitsOptions { UserLinkCodes = 2 });
        var askers = Enumerable.Range(0, 3).Select(i => new Address("instagram", $"asker-{i}")).ToList();
        foreach (var asker in askers)
        {
            await relay.EnlistAsync(asker);
            Assert.Null((await relay.Asking.AskAsync(asker, LinkingRelay.Other, None)).Problem);
        }

        Assert.Equal(2, relay.Told.Events.Count);
        Assert.Equal(LinkHistory.CodeTold, Assert.Single((await relay.RecordAsync(LinkingRelay.Other)).History).What);
    }

    private static async Task<(int Reads, int Writes)> CallsAsync(Func<LinkingRelay, Task> prepare, Address asked)
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        await prepare(relay);
        relay.People.Calls.Clear();
        relay.Table.Calls.Clear();
        await relay.Asking.AskAsync(LinkingRelay.Ana, asked, None);
        string[] calls = [.. relay.People.Calls, .. relay.Table.Calls];
        return (calls.Count(call => call == "get"), calls.Count(call => call != "get"));
    }
}
