using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Links;
using Relay.Identities;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>One person's accounts at two networks become one mailbox, over the real stack, with identity keys of their own.</summary>
[Collection(SharedStack.Name)]
public sealed class LinkTests(StackFixture fixture)
{
    [Fact]
    public async Task Link_AskedConfirmedAndSigned_MakesACommonMailboxUntilItEnds()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var b = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var c = await TestPartner.StartAsync(fixture.Stack);
        using var ana = await LinkedAccount.EnlistAsync(a);
        using var other = await LinkedAccount.EnlistAsync(b);
        await c.OptInAsync("ben");

        var link = await ana.LinkAsync(other);

        var own = Assert.Single(await a.Client.GetLinksAsync(ana.User));
        Assert.Equal((link, other.Address), (own.Id, own.Other));
        Assert.Equal(LinkFault.None, LinkVerifier.Check(ana.Address, ana.Identity.PublicKey, own));
        await AssertOneMailboxAsync(c, ana, other);

        await b.Client.EndLinkAsync(other.User, ana.Address);
        var ended = await LinkedAccount.NoticeAsync(a, "link.ended");
        Assert.Equal((link.ToString(), ana.User, other.User), (ended["link"], ended["user"], ended["otherUser"]));
        Assert.Empty(await a.Client.GetLinksAsync(ana.User));
        Assert.Empty(await b.Client.GetLinksAsync(other.User));
        Assert.Single(await c.Client.GetRecipientsAsync("ben", ana.Address));
        Assert.DoesNotContain(fixture.ProgramOutput, line => line.Contains(ana.User, StringComparison.Ordinal) || line.Contains(other.User, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Link_WhoseAccountGetsAnotherIdentityKeyOrOptsOut_Ends()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var b = await TestPartner.StartAsync(fixture.Stack, events: true);
        using var ana = await LinkedAccount.EnlistAsync(a);
        using var other = await LinkedAccount.EnlistAsync(b);
        using var renewed = new TestIdentity();

        await ana.LinkAsync(other);
        await a.Client.PutUserAsync(ana.User, LinkedAccount.Record(renewed.PublicKey));
        Assert.Empty(await b.Client.GetLinksAsync(other.User));
        await Eventually.TrueAsync(() => b.Notices.Count(notice => notice.Type == "link.ended") == 1, "the other is told");

        await a.Client.PutUserAsync(ana.User, LinkedAccount.Record(ana.Identity.PublicKey));
        await ana.LinkAsync(other);
        await a.Client.PutUserAsync(ana.User, LinkedAccount.Record(ana.Identity.PublicKey) with { OptedIn = false });
        Assert.Empty(await b.Client.GetLinksAsync(other.User));
        await Eventually.TrueAsync(() => b.Notices.Count(notice => notice.Type == "link.ended") == 2, "the other is told again");
    }

    private static async Task AssertOneMailboxAsync(TestPartner sender, LinkedAccount ana, LinkedAccount other)
    {
        var accounts = await sender.Client.GetRecipientsAsync("ben", ana.Address);
        Assert.Equal([ana.Address, other.Address], accounts.Select(account => account.Address));
        Assert.Equal(2, LinkVerifier.Genuine(ana.Address, ana.Identity.PublicKey, accounts).Count);

        var first = sender.Envelope("ben", ana.Partner, ana.User);
        var second = sender.Envelope("ben", other.Partner, other.User) with { MessageId = first.MessageId };
        var alone = await sender.SendAsync(first);
        Assert.Equal((SendStatus.Refused, "accounts-missing"), (alone.Status, alone.Problem!.Code));
        var missing = Assert.Single(alone.Problem.Accounts!);
        Assert.Equal((other.Partner.Name, other.User, new UserDevice(1, 4711)), (missing.Partner, missing.User, Assert.Single(missing.Devices)));
        var typing = sender.Envelope("ben", ana.Partner, ana.User, deliveryClass: DeliveryClass.Ephemeral);
        Assert.Equal(SendStatus.Accepted, (await sender.SendAsync(typing)).Status);
        Assert.All(await sender.Client.SendAsync([first, second]), result => Assert.Equal(SendStatus.Accepted, result.Status));
        await Eventually.TrueAsync(
            () => ana.Partner.Received.Any(envelope => envelope.MessageId == first.MessageId) && other.Partner.Received.Any(envelope => envelope.MessageId == first.MessageId),
            "the message is in both apps");
    }
}
