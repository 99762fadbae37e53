using Relay.Functions.People;

namespace Relay.Functions.Tests.Links;

/// <summary>The common mailbox: to whom a message to a person goes.</summary>
public sealed class PersonAccountsTests
{
    private static readonly Address Ben = new("messenger", "ben");
    private static readonly Address Ana = LinkingRelay.Ana;
    private static readonly Address Other = LinkingRelay.Other;

    [Fact]
    public async Task Find_LinkedAccountsWithACommonMailbox_AreAllThere()
    {
        using var relay = await WithBenAsync();

        var accounts = await relay.Accounts.FindAsync(Ben, Other);

        Assert.NotNull(accounts);
        Assert.Equal([Other, Ana], accounts.Select(account => new Address(account.Partner, account.User)));
        Assert.Null(accounts[0].Link);
        var record = await relay.RecordAsync(Other);
        Assert.Equal((record.ServiceId, record.Devices.Single()), (accounts[0].ServiceId, accounts[0].Devices.Single()));
        Assert.Equal(record.IdentityKey, accounts[0].IdentityKey);
        var link = accounts[1].Link!;
        Assert.Equal(record.Links[0].Id, link.Id);
        Assert.Equal(record.Links[0].Signature, link.Signature);
        Assert.Equal(record.Links[0].OtherSignature, link.OtherSignature);
        Assert.Equal(accounts[1].IdentityKey, link.OtherIdentityKey);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Find_WhereOneKeepsItsMailboxToItself_IsTheAskedAccountAlone(bool isAsked)
    {
        using var relay = await WithBenAsync();
        await relay.EnlistAsync(isAsked ? Ana : Other, record => record with { CommonMailbox = false });

        Assert.Equal("ana", Assert.Single((await relay.Accounts.FindAsync(Ben, Ana))!).User);
    }

    [Fact]
    public async Task Find_ALinkedAccountThatIsClosedToTheAsker_IsLeftOut()
    {
        using var relay = await WithBenAsync();
        await relay.EnlistAsync(Other, record => record with { Partners = ["instagram"] });

        Assert.Equal("ana", Assert.Single((await relay.Accounts.FindAsync(Ben, Ana))!).User);
    }

    [Fact]
    public async Task Find_HalfOfALink_IsNone()
    {
        using var relay = await WithBenAsync();
        await relay.EnlistAsync(Other, record => record with { Links = [] });

        Assert.Single((await relay.Accounts.FindAsync(Ben, Ana))!);
    }

    [Fact]
    public async Task Find_ByTheLinkedAccountItself_DoesNotNameTheAsker()
    {
        using var relay = await WithBenAsync();

        Assert.Equal("ana-27", Assert.Single((await relay.Accounts.FindAsync(Ana, Other))!).User);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("out")]
    [InlineData("elsewhere")]
    [InlineData("on-request")]
    public async Task Find_WhomTheAskerMayNotWriteTo_IsNobody(string user)
    {
        using var relay = await WithBenAsync();
        await relay.EnlistAsync(new Address("instagram", "out"), record => record with { OptedIn = false });
        await relay.EnlistAsync(new Address("instagram", "elsewhere"), record => record with { Partners = ["whatsapp"] });
        await relay.EnlistAsync(new Address("instagram", "on-request"), record => record with { Contact = ContactPolicy.OnRequest });

        Assert.Null(await relay.Accounts.FindAsync(Ben, new Address("instagram", user)));
    }

    private static async Task<LinkingRelay> WithBenAsync()
    {
        var relay = await LinkingRelay.LinkedAsync();
        await relay.AddPartnerAsync(Ben.Partner);
        await relay.EnlistAsync(Ben);
        return relay;
    }
}
