using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Contacts;
using Relay.Client.Envelopes;
using Relay.Client.Keys;
using Relay.Client.Profiles;
using Relay.Functions.Ledger;
using Relay.Identities;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Partners in the sandbox and live ones have nothing to do with one another, in either direction.</summary>
[Collection(SharedStack.Name)]
public sealed class SandboxIsolationTests(StackFixture fixture) : IDisposable
{
    private static readonly string Version = new('a', 64);

    private readonly AgreementOperator _operator = new(fixture.Stack);

    public void Dispose() => _operator.Dispose();

    [Theory]
    [InlineData(PartnerStatus.Sandbox, PartnerStatus.Live)]
    [InlineData(PartnerStatus.Live, PartnerStatus.Sandbox)]
    public async Task Envelope_AndGroupMessage_ToTheOtherWorld_AreAnsweredAsToNobody(PartnerStatus from, PartnerStatus to)
    {
        await using var a = await StartAsync(from);
        await using var b = await StartAsync(to);
        await using var like = await StartAsync(from);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await like.OptInAsync("bea");

        var answers = new List<string>();
        foreach (var user in new[] { "ben", "nobody" })
        {
            var envelope = a.Envelope("ana", b, user);
            var (status, answer) = await a.CallAsync(fixture.Stack, HttpMethod.Post, "/v1/envelopes", EnvelopeBody.Of(envelope));
            Assert.Equal(202, status);
            answers.Add(answer.Replace(envelope.Id.ToString(), "", StringComparison.Ordinal));
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("\"not-reachable\"", answers[0], StringComparison.Ordinal);
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(a.Envelope("ana", like, "bea"))).Status);

        var group = new SealedGroup(fixture.Stack);
        await group.AddAsync(b, "ben");
        await group.AddAsync(like, "bea");
        var results = await a.Client.SendGroupAsync(group.From(a, "ana"));
        Assert.Equal(["not-reachable", null], results.Select(result => result.Problem?.Code));
        await Eventually.TrueAsync(() => like.Received.Count == 2, "its like gets both");
        Assert.Empty(b.Received);
    }

    [Theory]
    [InlineData(PartnerStatus.Sandbox, PartnerStatus.Live)]
    [InlineData(PartnerStatus.Live, PartnerStatus.Sandbox)]
    public async Task WhatIsAskedOfTheOtherWorld_IsAnsweredAsOfNobody(PartnerStatus from, PartnerStatus to)
    {
        await using var a = await StartAsync(from);
        await using var b = await StartAsync(to, events: true);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        using var identity = new TestIdentity();
        await b.Client.PutKeysAsync("ben", 1, DeviceKeySamples.Upload(identity, 3));
        await b.Client.PutProfileAsync("ben", new EncryptedProfile(Version, new byte[81]));
        var handle = $"ben.{Guid.NewGuid():N}"[..20];
        await b.Client.PutIdentifierAsync("ben", IdentifierKind.Handle, handle, [UserRecord.AllPartners]);
        var (ben, nobody) = (new UserAddress(b.Name, "ben"), new UserAddress(b.Name, "nobody"));

        var claims = await a.Client.ClaimKeysAsync("ana", [new KeyTarget(b.Name, "ben"), new KeyTarget(b.Name, "nobody")]);
        Assert.All(claims, claim => Assert.Equal(("not-reachable", null), (claim.Problem!.Code, claim.Accounts)));
        Assert.Equal(3, (await b.Client.GetKeysAsync("ben", 1))!.PreKeys);
        Assert.Empty(await a.Client.FindUsersAsync("ana", IdentifierKind.Handle, handle));
        foreach (var address in new[] { ben, nobody })
        {
            Assert.Equal("not-reachable", await RefusedAsync(() => a.Client.GetRecipientsAsync("ana", address)));
            Assert.Equal("not-reachable", await RefusedAsync(() => a.Client.ReadProfileAsync("ana", address, Version)));
        }

        Assert.Null(await a.Client.GetNetworkAsync(b.Name));
        Assert.NotNull(await a.Client.GetNetworkAsync(a.Name));
        var media = await b.Client.UploadMediaAsync(new byte[100], [a.Name]);
        Assert.Equal("not-found", await RefusedAsync(() => a.Client.DownloadMediaAsync(media.Id, 1000)));
        var business = "shop-" + Guid.NewGuid().ToString("N");
        Assert.Equal(201, (await _operator.CallAsync(HttpMethod.Put, "/v1/businesses/" + business, new
        {
            displayName = "Shop",
            accounts = new[] { new { partner = b.Name, user = "ben", preferred = true } },
            verified = new { by = "me", at = DateTimeOffset.UtcNow, reference = "1" },
        })).Status);
        await b.Client.SetUserBusinessAsync("ben", business);
        Assert.Single((await b.Client.GetBusinessAsync(business))!.Accounts);
        Assert.Empty((await a.Client.GetBusinessAsync(business))!.Accounts);
        Assert.Null((await a.Client.ExplainAsync(Guid.CreateVersion7(), b.Name)).Breaker);
    }

    [Theory]
    [InlineData(PartnerStatus.Sandbox, PartnerStatus.Live)]
    [InlineData(PartnerStatus.Live, PartnerStatus.Sandbox)]
    public async Task Link_AndContact_AskedOfTheOtherWorld_ReachNobody(PartnerStatus from, PartnerStatus to)
    {
        await using var a = await StartAsync(from);
        await using var b = await StartAsync(to, events: true);
        await using var like = await StartAsync(to);
        using var identity = new TestIdentity();
        UserRecord Record(byte[] key) => new() { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, 4711)], IdentityKey = key };
        await a.Client.PutUserAsync("ana", Record(identity.PublicKey));
        await like.Client.PutUserAsync("eva", Record(identity.PublicKey));
        await b.Client.PutUserAsync("ben", Record(identity.PublicKey));
        await b.OptInOnRequestAsync(fixture.Stack, "bea");

        await a.Client.AskLinkAsync("ana", new UserAddress(b.Name, "ben"));
        await a.Client.RequestContactAsync("ana", new UserAddress(b.Name, "bea"));
        await like.Client.AskLinkAsync("eva", new UserAddress(b.Name, "ben"));
        await like.Client.RequestContactAsync("eva", new UserAddress(b.Name, "bea"));

        // What its like has asked comes after it, and comes alone.
        await Eventually.TrueAsync(() => b.Notices.Count >= 2, "its like's questions are told");
        Assert.Equal([("contact.request", like.Name), ("link.code", like.Name)], b.Notices.Select(notice => (notice.Type, notice.Facts!["fromPartner"])).Order());
    }

    [Fact]
    public async Task Move_IntoTheSandboxAndBack_IsInForceAtAcceptAndAtDelivery()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await b.StopAsync();
        var parked = a.Envelope("ana", b, "ben");
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(parked)).Status);
        await Eventually.TrueAsync(() => fixture.Parked(b.Name) == 1, "it is parked");

        await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Sandbox, "faults");
        await Eventually.TrueAsync(async () => (await a.SendAsync(a.Envelope("ana", b, "ben"))).Problem?.Code == "not-reachable", "the move is in force");
        await b.StartAgainAsync();
        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(fixture, a.Name)).Any(final => final.Id == parked.Id), "what was parked has ended");
        Assert.Equal((FinalState.Refused, "not-reachable"), (await Finals.ReadAsync(fixture, a.Name)).Single(final => final.Id == parked.Id) is var end ? (end.State, end.Reason) : default);
        Assert.DoesNotContain(b.Received, envelope => envelope.Id == parked.Id);

        await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Live);
        var after = a.Envelope("ana", b, "ben");
        await Eventually.TrueAsync(async () => (await a.SendAsync(after)).Status == SendStatus.Accepted, "it is back");
        await Eventually.TrueAsync(() => b.Received.Any(envelope => envelope.Id == after.Id), "it is reached");
    }

    [Fact]
    public async Task Move_OfAPartnerWhoseUsersAreLinked_TellsNothingAcross_AndTheLinksComeBack()
    {
        await using var a = await StartAsync(PartnerStatus.Live, events: true);
        await using var b = await StartAsync(PartnerStatus.Live, events: true);
        await using var like = await StartAsync(PartnerStatus.Sandbox);
        using var ana = await LinkedAccount.EnlistAsync(a);
        using var bea = await LinkedAccount.EnlistAsync(a);
        using var cyd = await LinkedAccount.EnlistAsync(b);
        using var dot = await LinkedAccount.EnlistAsync(b);
        using var eva = await LinkedAccount.EnlistAsync(like);
        await ana.LinkAsync(cyd);
        await bea.LinkAsync(dot);

        await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Sandbox, "security-incident");
        await Eventually.TrueAsync(async () => (await a.Client.GetLinksAsync(ana.User)).Count == 0, "the move is in force");
        Assert.Empty(await b.Client.GetLinksAsync(cyd.User));
        var before = b.Notices.Count;
        await a.Client.EndLinkAsync(ana.User, cyd.Address);
        Assert.NotNull(await a.Client.EraseUserAsync(ana.User));

        // What its like asks comes after it, and comes alone.
        await like.Client.AskLinkAsync(eva.User, cyd.Address);
        await Eventually.TrueAsync(() => b.Notices.Any(notice => notice.Type == "link.code" && notice.Facts!["fromPartner"] == like.Name), "its like's question is told");
        Assert.DoesNotContain(b.Notices.Skip(before), notice => notice.Facts?.Values.Contains(a.Name) is true);

        await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Live);
        await Eventually.TrueAsync(async () => (await b.Client.GetLinksAsync(dot.User)).Count == 1, "the link that nobody has ended is back");
        Assert.Empty(await b.Client.GetLinksAsync(cyd.User));
    }

    private Task<TestPartner> StartAsync(PartnerStatus status, bool events = false) => TestPartner.StartAsync(fixture.Stack, events: events, status: status);

    private static async Task<string> RefusedAsync(Func<Task> call) => (await Assert.ThrowsAsync<RelayProblemException>(call)).Code;
}
