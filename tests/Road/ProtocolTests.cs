using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Webhooks;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>What two partners have agreed on is held at accept, over the real stack.</summary>
[Collection(SharedStack.Name)]
public sealed class ProtocolTests(StackFixture fixture)
{
    private const byte OldVersion = 0x34;

    [Fact]
    public async Task Envelope_OfMls_PassesWhereBothPartnersHaveIt()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await a.SetProtocolsAsync("signal", "mls");
        Assert.Equal("protocol-not-agreed", (await a.SendAsync(Mls(a, b))).Problem!.Code);

        await b.SetProtocolsAsync("mls");
        var settings = await b.SetAsync(record => record with { Floors = [new PartnerFloor("nobody", ["mls"], true)] });

        Assert.Equal(["mls"], settings.Protocols);
        var floor = Assert.Single(settings.Floors!);
        Assert.Equal(("nobody", "mls", true), (floor.Partner, Assert.Single(floor.Protocols!), floor.PostQuantum));
        var envelope = Mls(a, b);
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(envelope)).Status);
        Assert.Equal("protocol-not-agreed", (await a.SendAsync(a.Envelope("ana", b, "ben"))).Problem!.Code);
        await Eventually.TrueAsync(() => b.Received.Count == 1, "it arrives");
        Assert.Equal(CiphertextType.MlsPrivateMessage, b.Received[0].Ciphertexts[0].Type);
        Assert.Equal(envelope.Ciphertexts[0].Content, b.Received[0].Ciphertexts[0].Content);
    }

    [Fact]
    public async Task Envelope_WithACommitOfMls_IsSentToTheCallForGroups()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await a.SetProtocolsAsync("mls");
        await b.SetProtocolsAsync("mls");
        var commit = Mls(a, b) with { Ciphertexts = [new DeviceCiphertext(1, 4711, CiphertextType.MlsPrivateMessage, MlsMessage.Private("group-1"u8, 4, MlsMessage.Commit))] };

        var refused = await a.SendAsync(commit);

        Assert.Equal((422, "ciphertext-malformed", "ciphertexts[0].content"), (refused.Problem!.Status, refused.Problem.Code, refused.Problem.Field));
        Assert.Contains("/v1/group-messages", refused.Problem.Rule!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Envelope_BelowAFloor_IsRefusedAndBothAreTold()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var b = await TestPartner.StartAsync(fixture.Stack, events: true);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await b.SetAsync(record => record with { Floors = [new PartnerFloor("*", PostQuantum: true)] });
        var envelope = a.Envelope("ana", b, "ben");
        var old = envelope.Ciphertexts[0].Content.ToArray();
        old[0] = OldVersion;

        var refused = await a.SendAsync(envelope with { Ciphertexts = [envelope.Ciphertexts[0] with { Content = old }] });

        Assert.Equal(("below-floor", 403, "ciphertexts[0].content"), (refused.Problem!.Code, refused.Problem.Status, refused.Problem.Field));
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(envelope)).Status);
        await Eventually.TrueAsync(() => Downgrades(a).Count == 1 && Downgrades(b).Count == 1, "both are told");
        foreach (var (told, other) in ((TestPartner, TestPartner)[])[(a, b), (b, a)])
        {
            var facts = Downgrades(told)[0].Facts!;
            Assert.Equal((other.Name, "postQuantum", "1"), (facts["partner"], facts["rule"], facts["count"]));
        }
    }

    [Theory]
    [InlineData(DeliveryClass.Urgent, "calls of both partners")]
    [InlineData(DeliveryClass.Ephemeral, "ephemeral of both partners")]
    public async Task Envelope_OfAClassThatOnePartnerDoesNotTakePartIn_IsRefused(DeliveryClass deliveryClass, string rule)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await b.SetAsync(record => record with { Capabilities = ["text"] });

        var refused = await a.SendAsync(a.Envelope("ana", b, "ben", deliveryClass: deliveryClass));

        Assert.Equal(("capability-missing", 403, "to.partner", rule), (refused.Problem!.Code, refused.Problem.Status, refused.Problem.Field, refused.Problem.Rule));
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(a.Envelope("ana", b, "ben"))).Status);
    }

    // Receipts of what was accepted come as notices too.
    private static List<RelayNotice> Downgrades(TestPartner partner) => [.. partner.Notices.Where(notice => notice.Type == "protocol.downgrade")];

    private static OutgoingEnvelope Mls(TestPartner a, TestPartner b) =>
        a.Envelope("ana", b, "ben") with { Ciphertexts = [new DeviceCiphertext(1, 4711, CiphertextType.MlsPrivateMessage, MlsMessage.Private("group-1"u8))] };
}
