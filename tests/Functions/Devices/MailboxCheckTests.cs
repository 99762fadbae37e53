using Relay.Functions.Accept;
using Relay.Functions.Devices;
using Relay.Functions.People;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Links;

namespace Relay.Functions.Tests.Devices;

/// <summary>A message to one of a person's accounts is one to all of them.</summary>
public sealed class MailboxCheckTests
{
    private static readonly Address Ben = new("messenger", "ben");
    private static readonly Address Ana = LinkingRelay.Ana;
    private static readonly Address Other = LinkingRelay.Other;
    private static readonly Guid Message = Guid.CreateVersion7();

    [Fact]
    public async Task FindMissing_OneOfTwoAccounts_NamesTheOtherWithItsDevices()
    {
        using var relay = await WithBenAsync();

        var missing = await FindAsync(relay, Draft(Ben, Ana));

        var account = Assert.Single(missing![0]);
        Assert.Equal((Other.Partner, Other.User, new UserDevice(1, 4711)), (account.Partner, account.User, Assert.Single(account.Devices)));
    }

    [Fact]
    public async Task FindMissing_BothInAnyOrder_IsNothing()
    {
        using var relay = await WithBenAsync();
        Assert.Null(await FindAsync(relay, Draft(Ben, Other), Draft(Ben, Ana)));
    }

    [Fact]
    public async Task FindMissing_EnvelopeOfAnotherMessageOrSender_DoesNotCount()
    {
        using var relay = await WithBenAsync();
        await relay.EnlistAsync(Ben with { User = "carl" });
        var missing = await FindAsync(relay, Draft(Ben, Ana), Draft(Ben, Other, Guid.CreateVersion7()), Draft(Ben with { User = "carl" }, Other));
        Assert.Equal([0, 1, 2], missing!.Keys.Order());
    }

    [Fact]
    public async Task FindMissing_EphemeralEnvelope_IsExempt()
    {
        using var relay = await WithBenAsync();
        var draft = Draft(Ben, Ana);
        draft.Class = EnvelopeClass.Ephemeral;
        Assert.Null(await FindAsync(relay, draft));
    }

    [Fact]
    public async Task FindMissing_BetweenAPersonsOwnAccounts_IsNothing()
    {
        using var relay = await WithBenAsync();
        Assert.Null(await FindAsync(relay, Draft(Ana, Other)));
    }

    [Theory]
    [InlineData("mailbox")]
    [InlineData("its mailbox")]
    [InlineData("closed")]
    [InlineData("devices")]
    public async Task FindMissing_AccountThatIsNotToBeReached_IsNotAskedFor(string why)
    {
        using var relay = await WithBenAsync();
        await relay.ChangeAsync(why == "mailbox" ? Ana : Other, record => why switch
        {
            "closed" => record! with { Partners = ["instagram"] },
            "devices" => record! with { Devices = [] },
            _ => record! with { CommonMailbox = false },
        });
        Assert.Null(await FindAsync(relay, Draft(Ben, Ana)));
    }

    [Fact]
    public async Task FindMissing_RecipientsWithoutLinks_LooksNothingUp()
    {
        using var relay = await WithBenAsync();
        var routes = new[] { new EnvelopeRoute(null, 0) { Recipient = new UserRecord(true, ["*"], []) { CommonMailbox = true } }, default };
        var missing = new MailboxCheck(null!).FindMissingAsync([Draft(Ana, Ben), Draft(Ben, Ana)], routes);
        Assert.True(missing.IsCompletedSuccessfully);
        Assert.Null(await missing);
    }

    private static async Task<Dictionary<int, IReadOnlyList<MissingAccount>>?> FindAsync(LinkingRelay relay, params EnvelopeDraft[] drafts)
    {
        var routes = await Task.WhenAll(drafts.Select(draft =>
            relay.Reachability.RouteAsync(new Address(draft.FromPartner!, draft.FromUser!), new Address(draft.ToPartner!, draft.ToUser!)).AsTask()));
        Assert.All(routes, route => Assert.NotNull(route.Recipient));
        return await new MailboxCheck(relay.Accounts).FindMissingAsync([.. drafts], routes);
    }

    private static async Task<LinkingRelay> WithBenAsync()
    {
        var relay = await LinkingRelay.LinkedAsync();
        await relay.AddPartnerAsync(Ben.Partner);
        await relay.EnlistAsync(Ben);
        return relay;
    }

    private static EnvelopeDraft Draft(Address from, Address to, Guid? message = null) => new()
    {
        Id = Guid.CreateVersion7(),
        MessageId = message ?? Message,
        FromPartner = from.Partner,
        FromUser = from.User,
        ToPartner = to.Partner,
        ToUser = to.User,
    };
}
