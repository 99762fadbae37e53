using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Identities;

namespace Relay.Road.Tests.Fixtures;

/// <summary>A user with an identity key, who links accounts.</summary>
internal sealed class LinkedAccount(TestPartner partner) : IDisposable
{
    public TestPartner Partner { get; } = partner;

    public string User { get; } = $"person-{Guid.NewGuid():N}";

    public TestIdentity Identity { get; } = new();

    public UserAddress Address => new(Partner.Name, User);

    public static UserRecord Record(byte[] key) =>
        new() { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, 4711)], IdentityKey = key, CommonMailbox = true };

    public static async Task<LinkedAccount> EnlistAsync(TestPartner partner)
    {
        var account = new LinkedAccount(partner);
        await partner.Client.PutUserAsync(account.User, Record(account.Identity.PublicKey));
        return account;
    }

    /// <summary>The facts of the first event of a type, of a link where one is named.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> NoticeAsync(TestPartner partner, string type, Guid? link = null)
    {
        IReadOnlyDictionary<string, string>? Find() =>
            partner.Notices.FirstOrDefault(notice => notice.Type == type && (link is null || notice.Facts!["link"] == link.ToString()))?.Facts;
        await Eventually.TrueAsync(() => Find() is not null, $"{type} is told");
        return Find()!;
    }

    /// <summary>Links this account to another; on the way, a wrong code and a forged signature are refused.</summary>
    public async Task<Guid> LinkAsync(LinkedAccount other)
    {
        var asked = await Partner.Client.AskLinkAsync(User, other.Address);
        Assert.InRange(asked.ExpiresAt, DateTimeOffset.UtcNow.AddMinutes(9), DateTimeOffset.UtcNow.AddMinutes(11));
        var told = await NoticeAsync(other.Partner, "link.code", asked.Link);
        Assert.Equal((other.User, Partner.Name, User), (told["user"], told["fromPartner"], told["fromUser"]));

        var wrong = told["code"] == "00000000" ? "11111111" : "00000000";
        var problem = await Assert.ThrowsAsync<RelayProblemException>(() => Partner.Client.ConfirmLinkAsync(User, asked.Link, wrong));
        Assert.Equal((403, "link-code-wrong"), (problem.Status, problem.Code));
        var confirmed = await Partner.Client.ConfirmLinkAsync(User, asked.Link, told["code"]);
        Assert.Equal(other.Address, confirmed.Other);
        Assert.Equal(other.Identity.PublicKey, confirmed.OtherIdentityKey);

        await SignAsync(this, other, asked.Link, made: false);
        await SignAsync(other, this, asked.Link, made: true);
        await NoticeAsync(Partner, "link.made", asked.Link);
        await NoticeAsync(other.Partner, "link.made", asked.Link);
        return asked.Link;
    }

    public void Dispose() => Identity.Dispose();

    private static async Task SignAsync(LinkedAccount account, LinkedAccount other, Guid link, bool made)
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
}
