using Relay.Functions.Links;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Tests.Links;

/// <summary>Signatures: both, of the right keys, over the right words.</summary>
public sealed class LinkSigningTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address Ana = LinkingRelay.Ana;
    private static readonly Address Other = LinkingRelay.Other;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sign_Both_InWhicheverOrder_AreLinked(bool askerFirst)
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var link = await relay.ConfirmedAsync(Ana, Other);
        var (first, second) = askerFirst ? (Ana, Other) : (Other, Ana);

        Assert.False((await relay.SignAsync(first, second, link)).Signed!.Made);
        Assert.Empty((await relay.RecordAsync(Ana)).Links);
        Assert.True((await relay.SignAsync(second, first, link)).Signed!.Made);

        var (ana, other) = (await relay.RecordAsync(Ana), await relay.RecordAsync(Other));
        Assert.True(LinkedAccounts.AreLinked(Ana, ana, Other, other));
        Assert.Equal([Other], LinkedAccounts.Of(ana));
        Assert.Equal(relay.Identity(Other).PublicKey, ana.Links[0].OtherIdentityKey);
        Assert.Equal(ana.Links[0].Signature, other.Links[0].OtherSignature);
        Assert.Equal(ana.Links[0].OtherSignature, other.Links[0].Signature);
        Assert.Equal(["whatsapp", "instagram"], relay.Told.Of(PartnerEventTypes.LinkMade).Select(told => told.Facts["otherPartner"]));
        Assert.All([ana, other], record => Assert.Equal(LinkHistory.Linked, record.History[^1].What));
        Assert.Null(await relay.Store.FindAsync(link, None));
    }

    [Fact]
    public async Task Sign_AgainAfterItIsMade_SaysThatItIs()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var link = await relay.LinkAsync(Ana, Other);

        Assert.True((await relay.SignAsync(Ana, Other, link)).Signed!.Made);
        Assert.Equal(2, relay.Told.Of(PartnerEventTypes.LinkMade).Count);
    }

    [Fact]
    public async Task Sign_WithWhatIsNotTheKeysSignature_IsRefused()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var link = await relay.ConfirmedAsync(Ana, Other);
        var right = relay.Signature(Ana, Other, link);
        byte[][] wrong =
        [
            relay.Signature(Other, Ana, link),
            relay.Signature(Ana, Other, Guid.NewGuid()),
            relay.Signature(Ana, new Address("whatsapp", "ana-28"), link),
            new byte[64],
            [.. right[..63], (byte)(right[63] ^ 0x80)],
        ];

        foreach (var signature in wrong)
        {
            var (_, problem) = await relay.Signing.SignAsync(Ana, link, signature, None);
            Assert.Equal((422, "signature-wrong", "signature"), (problem!.Status, problem.Code, problem.Field));
        }

        Assert.False((await relay.SignAsync(Ana, Other, link)).Signed!.Made);
    }

    [Fact]
    public async Task Sign_BeforeTheCodeWasEntered_IsNoSuchLink()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var (link, _) = await relay.AskAsync(Ana, Other);

        await AssertNoSuchAsync(relay, Ana, Other, link);
        await AssertNoSuchAsync(relay, Other, Ana, link);
        await AssertNoSuchAsync(relay, Ana, Other, Guid.NewGuid());
    }

    [Fact]
    public async Task Sign_AsSomebodyElse_IsNoSuchLink()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var link = await relay.ConfirmedAsync(Ana, Other);

        await AssertNoSuchAsync(relay, new Address("instagram", "eve"), Other, link);
    }

    [Fact]
    public async Task Sign_TooLate_IsNoSuchLink()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var link = await relay.ConfirmedAsync(Ana, Other);
        relay.Clock.Advance(TimeSpan.FromHours(24));

        await AssertNoSuchAsync(relay, Ana, Other, link);
    }

    [Fact]
    public async Task Sign_AfterTheOtherEndedIt_IsNoSuchLink()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var link = await relay.ConfirmedAsync(Ana, Other);
        await relay.Ending.EndAsync(Other, Ana, None);

        await AssertNoSuchAsync(relay, Ana, Other, link);
    }

    [Fact]
    public async Task Sign_WhenTheOtherHasLeftMeanwhile_LeavesNoHalfOfALink()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var link = await relay.ConfirmedAsync(Ana, Other);
        await relay.SignAsync(Other, Ana, link);
        await relay.EnlistAsync(Other, record => record with { OptedIn = false });

        await AssertNoSuchAsync(relay, Ana, Other, link);

        Assert.Empty((await relay.RecordAsync(Ana)).Links);
        Assert.Empty(relay.Told.Of(PartnerEventTypes.LinkMade));
    }

    [Fact]
    public async Task Sign_WhenOneHasAllLinksItCanHave_IsRefused()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var link = await relay.ConfirmedAsync(Ana, Other);
        await relay.SignAsync(Other, Ana, link);
        await relay.EnlistAsync(Ana, record => record with
        {
            Links = [.. Enumerable.Range(0, UserLink.Most).Select(i => new UserLink(Guid.NewGuid(), new Address("messenger", $"u{i}"), [], [], [], DateTimeOffset.UnixEpoch))],
        });

        var (_, problem) = await relay.SignAsync(Ana, Other, link);

        Assert.Equal((409, "too-many-links", (long?)UserLink.Most), (problem!.Status, problem.Code, problem.Limit));
        Assert.Empty((await relay.RecordAsync(Other)).Links);
    }

    [Fact]
    public async Task Sign_AfterACallThatWroteOneSideOnly_CompletesIt()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var link = await relay.ConfirmedAsync(Ana, Other);
        await relay.SignAsync(Other, Ana, link);
        // What a call leaves that is cut off between the two records.
        var signature = relay.Signature(Ana, Other, link);
        var pending = (await relay.Store.FindAsync(link, None))!.Signed(Ana, signature);
        await relay.Store.TryUpdateAsync(pending, None);
        await relay.EnlistAsync(Ana, record => record with
        {
            Links = [new UserLink(link, Other, relay.Identity(Other).PublicKey, signature, pending.AskedSignature!, relay.Clock.GetUtcNow())],
        });

        Assert.True((await relay.SignAsync(Other, Ana, link)).Signed!.Made);

        Assert.True(LinkedAccounts.AreLinked(Ana, await relay.RecordAsync(Ana), Other, await relay.RecordAsync(Other)));
        Assert.Single((await relay.RecordAsync(Ana)).Links);
    }

    [Fact]
    public async Task Sign_BothAtTheSameTime_LosesNeither()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var link = await relay.ConfirmedAsync(Ana, Other);
        relay.Table.BeforeUpdate = () => relay.SignAsync(Other, Ana, link);

        Assert.True((await relay.SignAsync(Ana, Other, link)).Signed!.Made);
    }

    [Fact]
    public async Task Sign_TheSameTwoAgain_ReplacesTheirLink()
    {
        using var relay = await LinkingRelay.LinkedAsync();

        var link = await relay.LinkAsync(Other, Ana);

        Assert.Equal(link, Assert.Single((await relay.RecordAsync(Ana)).Links).Id);
        Assert.Equal(link, Assert.Single((await relay.RecordAsync(Other)).Links).Id);
    }

    private static async Task AssertNoSuchAsync(LinkingRelay relay, Address user, Address other, Guid link)
    {
        var (signed, problem) = await relay.SignAsync(user, other, link);
        Assert.Null(signed);
        Assert.Equal((404, "not-found"), (problem!.Status, problem.Code));
    }
}
