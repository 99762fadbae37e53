using Relay.Client;
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
        using var ana = await Account.EnlistAsync(a);
        using var other = await Account.EnlistAsync(b);
        await c.OptInAsync("ben");

        var link = await LinkAsync(ana, other);

        var own = Assert.Single(await a.Client.GetLinksAsync(ana.User));
        Assert.Equal((link, other.Address), (own.Id, own.Other));
        Assert.Equal(LinkFault.None, LinkVerifier.Check(ana.Address, ana.Identity.PublicKey, own));
        await AssertOneMailboxAsync(c, ana, other);

        await b.Client.EndLinkAsync(other.User, ana.Address);
        var ended = await NoticeAsync(a, "link.ended");
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
        using var ana = await Account.EnlistAsync(a);
        using var other = await Account.EnlistAsync(b);
        using var renewed = new TestIdentity();

        await LinkAsync(ana, other);
        await a.Client.PutUserAsync(ana.User, Account.Record(renewed.PublicKey));
        Assert.Empty(await b.Client.GetLinksAsync(other.User));
        await Eventually.TrueAsync(() => b.Notices.Count(notice => notice.Type == "link.ended") == 1, "the other is told");

        await a.Client.PutUserAsync(ana.User, Account.Record(ana.Identity.PublicKey));
        await LinkAsync(ana, other);
        await a.Client.PutUserAsync(ana.User, Account.Record(ana.Identity.PublicKey) with { OptedIn = false });
        Assert.Empty(await b.Client.GetLinksAsync(other.User));
        await Eventually.TrueAsync(() => b.Notices.Count(notice => notice.Type == "link.ended") == 2, "the other is told again");
    }

    private static async Task<Guid> LinkAsync(Account ana, Account other)
    {
        var asked = await ana.Partner.Client.AskLinkAsync(ana.User, other.Address);
        Assert.InRange(asked.ExpiresAt, DateTimeOffset.UtcNow.AddMinutes(9), DateTimeOffset.UtcNow.AddMinutes(11));
        var told = await NoticeAsync(other.Partner, "link.code", asked.Link);
        Assert.Equal((other.User, ana.Partner.Name, ana.User), (told["user"], told["fromPartner"], told["fromUser"]));

        var wrong = told["code"] == "00000000" ? "11111111" : "00000000";
        var problem = await Assert.ThrowsAsync<RelayProblemException>(() => ana.Partner.Client.ConfirmLinkAsync(ana.User, asked.Link, wrong));
        Assert.Equal((403, "link-code-wrong"), (problem.Status, problem.Code));
        var confirmed = await ana.Partner.Client.ConfirmLinkAsync(ana.User, asked.Link, told["code"]);
        Assert.Equal(other.Address, confirmed.Other);
        Assert.Equal(other.Identity.PublicKey, confirmed.OtherIdentityKey);

        await SignAsync(ana, other, asked.Link, made: false);
        await SignAsync(other, ana, asked.Link, made: true);
        await NoticeAsync(ana.Partner, "link.made", asked.Link);
        await NoticeAsync(other.Partner, "link.made", asked.Link);
        return asked.Link;
    }

    private static async Task SignAsync(Account account, Account other, Guid link, bool made)
    {
        var told = await NoticeAsync(account.Partner, "link.sign", link);
        Assert.Equal((account.User, other.Partner.Name, other.User), (told["user"], told["otherPartner"], told["otherUser"]));
        var otherKey = Convert.FromBase64String(told["otherIdentityKey"]);
        Assert.Equal(other.Identity.PublicKey, otherKey);

        var client = account.Partner.Client;
        var forged = await Assert.ThrowsAsync<RelayProblemException>(() => client.SignLinkAsync(account.User, link, other.Identity.Sign([1])));
        Assert.Equal((422, "signature-wrong"), (forged.Status, forged.Code));
        var signature = account.Identity.SignLink((account.Partner.Name, account.User), (other.Partner.Name, other.User), otherKey, link);
        Assert.Equal(made, (await client.SignLinkAsync(account.User, link, signature)).Made);
    }

    private static async Task AssertOneMailboxAsync(TestPartner sender, Account ana, Account other)
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

    private static async Task<IReadOnlyDictionary<string, string>> NoticeAsync(TestPartner partner, string type, Guid? link = null)
    {
        IReadOnlyDictionary<string, string>? Find() =>
            partner.Notices.FirstOrDefault(notice => notice.Type == type && (link is null || notice.Facts!["link"] == link.ToString()))?.Facts;
        await Eventually.TrueAsync(() => Find() is not null, $"{type} is told");
        return Find()!;
    }

    /// <summary>A user with an identity key.</summary>
    private sealed class Account(TestPartner partner) : IDisposable
    {
        public TestPartner Partner { get; } = partner;

        public string User { get; } = $"person-{Guid.NewGuid():N}";

        public TestIdentity Identity { get; } = new();

        public UserAddress Address => new(Partner.Name, User);

        public static UserRecord Record(byte[] key) =>
            new() { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, 4711)], IdentityKey = key, CommonMailbox = true };

        public static async Task<Account> EnlistAsync(TestPartner partner)
        {
            var account = new Account(partner);
            await partner.Client.PutUserAsync(account.User, Record(account.Identity.PublicKey));
            return account;
        }

        public void Dispose() => Identity.Dispose();
    }
}
