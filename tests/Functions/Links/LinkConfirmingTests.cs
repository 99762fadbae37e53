using Relay.Functions.Links;
using Relay.Functions.People;
using Relay.Functions.Receipts;

namespace Relay.Functions.Tests.Links;

/// <summary>Codes: one right one, few tries, one refusal.</summary>
public sealed class LinkConfirmingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly Dictionary<string, Func<UserRecord, UserRecord>> Changes = new()
    {
        ["opted out"] = record => record with { OptedIn = false },
        ["another key"] = record => record with { IdentityKey = [5, .. new byte[32]] },
        ["erased"] = _ => new UserRecord(false, [], []) { IsEnlisted = false, ErasedAt = DateTimeOffset.UnixEpoch },
    };

    public static TheoryData<string, bool> ChangesOfEither
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var change in Changes.Keys)
            {
                data.Add(change, true);
                data.Add(change, false);
            }

            return data;
        }
    }

    [Fact]
    public async Task Confirm_RightCode_AsksBothToSign()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var (link, code) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);

        var (confirmed, _) = await relay.Confirming.ConfirmAsync(LinkingRelay.Ana, link, code!, None);

        Assert.Equal((link, new LinkAddress("whatsapp", "ana-27")), (confirmed!.Link, confirmed.Other));
        Assert.Equal(relay.Identity(LinkingRelay.Other).PublicKey, confirmed.OtherIdentityKey);
        var told = relay.Told.Of(PartnerEventTypes.LinkSign);
        Assert.Equal([("instagram", "ana", "whatsapp", "ana-27"), ("whatsapp", "ana-27", "instagram", "ana")], told.Select(each =>
            (each.Partner, each.Facts["user"], each.Facts["otherPartner"], each.Facts["otherUser"])));
        Assert.Equal(Convert.ToBase64String(relay.Identity(LinkingRelay.Other).PublicKey), told[0].Facts["otherIdentityKey"]);
        Assert.Equal(Convert.ToBase64String(relay.Identity(LinkingRelay.Ana).PublicKey), told[1].Facts["otherIdentityKey"]);
    }

    [Fact]
    public async Task Confirm_RightCodeAgain_IsTheSameAnswer()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var (link, code) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);
        var first = await relay.Confirming.ConfirmAsync(LinkingRelay.Ana, link, code!, None);

        var second = await relay.Confirming.ConfirmAsync(LinkingRelay.Ana, link, code!, None);

        Assert.Equal(first.Confirmed!.Other, second.Confirmed!.Other);
    }

    [Fact]
    public async Task Confirm_FiveWrongCodes_UseItUp()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var (link, code) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);
        for (var i = 0; i < 5; i++)
            await AssertWrongAsync(relay, LinkingRelay.Ana, link, Wrong(code!));

        await AssertWrongAsync(relay, LinkingRelay.Ana, link, code!);
    }

    [Fact]
    public async Task Confirm_FourWrongCodes_LeaveTheFifthTry()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var (link, code) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);
        for (var i = 0; i < 4; i++)
            await AssertWrongAsync(relay, LinkingRelay.Ana, link, Wrong(code!));

        Assert.NotNull((await relay.Confirming.ConfirmAsync(LinkingRelay.Ana, link, code!, None)).Confirmed);
    }

    [Fact]
    public async Task Confirm_TriesAtTheSameTime_AreEachCounted()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var (link, code) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);

        // The other try is written between this one's read and write.
        relay.Table.BeforeUpdate = () => AssertWrongAsync(relay, LinkingRelay.Ana, link, Wrong(code!));
        await AssertWrongAsync(relay, LinkingRelay.Ana, link, Wrong(code!));

        Assert.Equal(2, (await relay.Store.FindAsync(link, None))!.Tries);
    }

    [Theory]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public async Task Confirm_AfterAWhile_HoldsForTenMinutes(int seconds, bool holds)
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var (link, code) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);
        relay.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(holds, (await relay.Confirming.ConfirmAsync(LinkingRelay.Ana, link, code!, None)).Confirmed is not null);
    }

    [Fact]
    public async Task Confirm_UnknownLinkOtherUserOrNobodyAsked_IsTheOneAnswer()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var (link, code) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);
        var (toNobody, _) = await relay.AskAsync(LinkingRelay.Ana, new Address("whatsapp", "nobody"));

        await AssertWrongAsync(relay, LinkingRelay.Ana, Guid.NewGuid(), code!);
        await AssertWrongAsync(relay, LinkingRelay.Other, link, code!);
        await AssertWrongAsync(relay, new Address("whatsapp", "ana"), link, code!);
        await AssertWrongAsync(relay, LinkingRelay.Ana, toNobody, code!);
    }

    [Fact]
    public async Task Confirm_CodeOfAnotherLink_IsWrong()
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var (first, code) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);
        var (second, _) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);

        // The same digits under another link have another hash, so a stored row tells nothing of any other.
        var hashes = new[] { first, second }.Select(link => Convert.ToHexString(new LinkKeys(relay.Keys).CodeOf(link, code!)));
        Assert.Equal(2, hashes.Distinct().Count());
        Assert.NotEqual((await relay.Store.FindAsync(second, None))!.Code, new LinkKeys(relay.Keys).CodeOf(first, code!));
    }

    [Theory]
    [MemberData(nameof(ChangesOfEither))]
    public async Task Confirm_EitherHasChangedSince_IsWrong(string how, bool isAsker)
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var (link, code) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);
        await relay.EnlistAsync(isAsker ? LinkingRelay.Ana : LinkingRelay.Other, Changes[how]);

        await AssertWrongAsync(relay, LinkingRelay.Ana, link, code!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Confirm_EitherHasEndedItSince_IsWrong(bool byAsker)
    {
        using var relay = await LinkingRelay.WithAnaAsync();
        var (link, code) = await relay.AskAsync(LinkingRelay.Ana, LinkingRelay.Other);
        var (by, other) = byAsker ? (LinkingRelay.Ana, LinkingRelay.Other) : (LinkingRelay.Other, LinkingRelay.Ana);
        await relay.Ending.EndAsync(by, other, None);

        await AssertWrongAsync(relay, LinkingRelay.Ana, link, code!);

        relay.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(Guid.Empty, await relay.ConfirmedAsync(LinkingRelay.Ana, LinkingRelay.Other));
    }

    [Theory]
    [InlineData("1234567")]
    [InlineData("123456789")]
    [InlineData("1234567a")]
    [InlineData("١٢٣٤٥٦٧٨")]
    [InlineData("")]
    [InlineData(null)]
    public void IsCode_AnythingButEightDigits_IsNone(string? text) => Assert.False(LinkKeys.IsCode(text));

    [Fact]
    public void NewCode_Many_AreEightDigitsAndSpread()
    {
        var codes = Enumerable.Range(0, 2_000).Select(_ => LinkKeys.NewCode()).ToList();
        Assert.All(codes, code => Assert.True(LinkKeys.IsCode(code)));
        Assert.Equal(10, codes.Select(code => code[0]).Distinct().Count());
        Assert.True(codes.Distinct().Count() > 1_990);
    }

    private static string Wrong(string code) => (code[0] == '0' ? "1" : "0") + code[1..];

    private static async Task AssertWrongAsync(LinkingRelay relay, Address user, Guid link, string code)
    {
        var (confirmed, problem) = await relay.Confirming.ConfirmAsync(user, link, code, None);
        Assert.Null(confirmed);
        Assert.Equal((403, "link-code-wrong", null), (problem!.Status, problem.Code, problem.Detail));
        Assert.Empty(relay.Told.Of(PartnerEventTypes.LinkSign));
    }
}
