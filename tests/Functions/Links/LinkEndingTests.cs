using Relay.Functions.Links;
using Relay.Functions.People;
using Relay.Functions.Receipts;
using Relay.Identities;

namespace Relay.Functions.Tests.Links;

/// <summary>Ends of links, by a call and by what becomes of a user.</summary>
public sealed class LinkEndingTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address Ana = LinkingRelay.Ana;
    private static readonly Address Other = LinkingRelay.Other;

    private static readonly Dictionary<string, Func<UserRecord, UserRecord>> Changes = new()
    {
        ["opted out"] = record => record with { OptedIn = false },
        ["erased"] = _ => new UserRecord(false, [], []) { IsEnlisted = false, ErasedAt = DateTimeOffset.UnixEpoch },
        ["another key"] = record => record with { IdentityKey = NewKey() },
        ["no key"] = record => record with { IdentityKey = null },
    };

    public static TheoryData<string> Ends => [.. Changes.Keys];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_FromEitherSide_EndsBothAndTellsTheOther(bool byAsker)
    {
        using var relay = await LinkingRelay.LinkedAsync();
        var (by, other) = byAsker ? (Ana, Other) : (Other, Ana);

        await relay.Ending.EndAsync(by, other, None);

        Assert.Empty((await relay.RecordAsync(Ana)).Links);
        Assert.Empty((await relay.RecordAsync(Other)).Links);
        var told = Assert.Single(relay.Told.Of(PartnerEventTypes.LinkEnded));
        Assert.Equal((other.Partner, other.User, by.Partner, by.User), (told.Partner, told.Facts["user"], told.Facts["otherPartner"], told.Facts["otherUser"]));
        Assert.Equal(LinkHistory.Unlinked, (await relay.RecordAsync(Ana)).History[^1].What);
    }

    [Fact]
    public async Task End_Again_OrOfNothing_IsHarmless()
    {
        using var relay = await LinkingRelay.LinkedAsync();
        await relay.Ending.EndAsync(Ana, Other, None);

        await relay.Ending.EndAsync(Ana, Other, None);
        await relay.Ending.EndAsync(Ana, new Address("whatsapp", "nobody"), None);
        await relay.Ending.EndAsync(new Address("instagram", "nobody"), Other, None);

        Assert.Single(relay.Told.Of(PartnerEventTypes.LinkEnded));
        Assert.Null(await relay.Users.FindAsync("whatsapp", "nobody", None));
        Assert.Null(await relay.Users.FindAsync("instagram", "nobody", None));
    }

    [Fact]
    public async Task End_AfterACallThatEndedTheOwnSideOnly_EndsTheOther()
    {
        using var relay = await LinkingRelay.LinkedAsync();
        await relay.EnlistAsync(Ana, record => record with { Links = [] });

        await relay.Ending.EndAsync(Ana, Other, None);

        Assert.Empty((await relay.RecordAsync(Other)).Links);
        Assert.Single(relay.Told.Of(PartnerEventTypes.LinkEnded));
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Changed_UserWhoNoLongerStandsByTheLink_EndsItOnBothSides(string how)
    {
        using var relay = await LinkingRelay.LinkedAsync();
        var before = await relay.RecordAsync(Ana);
        await relay.EnlistAsync(Ana, Changes[how]);

        await relay.Watcher.ChangedAsync(Ana, before, await relay.RecordAsync(Ana), None);

        Assert.Empty((await relay.RecordAsync(Ana)).Links);
        Assert.Empty((await relay.RecordAsync(Other)).Links);
        Assert.Equal("whatsapp", Assert.Single(relay.Told.Of(PartnerEventTypes.LinkEnded)).Partner);
    }

    [Fact]
    public async Task Changed_CalledAgainForWhatIsStoredAlready_EndsWhatIsLeft()
    {
        using var relay = await LinkingRelay.LinkedAsync();
        await relay.EnlistAsync(Ana, Changes["another key"]);
        var after = await relay.RecordAsync(Ana);

        // The first call was cut off: what is before is what is after.
        await relay.Watcher.ChangedAsync(Ana, after, after, None);

        Assert.Empty((await relay.RecordAsync(Other)).Links);
    }

    [Fact]
    public async Task Changed_AnythingElse_LeavesTheLink()
    {
        using var relay = await LinkingRelay.LinkedAsync();
        var before = await relay.RecordAsync(Ana);
        await relay.EnlistAsync(Ana, record => record with { Partners = ["messenger"], CommonMailbox = false, Contact = ContactPolicy.OnRequest });

        await relay.Watcher.ChangedAsync(Ana, before, await relay.RecordAsync(Ana), None);

        Assert.True(LinkedAccounts.AreLinked(Ana, await relay.RecordAsync(Ana), Other, await relay.RecordAsync(Other)));
        Assert.Empty(relay.Told.Of(PartnerEventTypes.LinkEnded));
    }

    private static byte[] NewKey()
    {
        using var identity = new TestIdentity();
        return identity.PublicKey;
    }
}
