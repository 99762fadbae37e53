using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>What partners are told of one another, and urgent envelopes, over the real stack.</summary>
[Collection(SharedStack.Name)]
public sealed class NetworkTests(StackFixture fixture)
{
    private static readonly byte[] Root = [5, 9, .. new byte[31]];

    [Fact]
    public async Task Network_WithRoots_IsToldToAnyPartner()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        Assert.Empty((await a.Client.GetNetworkAsync(b.Name))!.SenderCertificateRoots);

        await RegisterAsync(b, Root);

        await Eventually.TrueAsync(async () => (await a.Client.GetNetworkAsync(b.Name))!.SenderCertificateRoots.Count == 1, "the root is told");
        var network = (await a.Client.GetNetworkAsync(b.Name))!;
        Assert.Equal(b.Name, network.Partner);
        Assert.Equal(["text", "calls"], network.Capabilities);
        Assert.Equal([Root], network.SenderCertificateRoots);
        Assert.Equal(network.SenderCertificateRoots, (await b.Client.GetNetworkAsync(b.Name))!.SenderCertificateRoots);
    }

    [Fact]
    public async Task Network_Told_HoldsNeitherEndpointNorKeysNorLanes()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var (status, answer) = await a.CallAsync(fixture.Stack, HttpMethod.Get, "/v1/networks/" + a.Name);
        Assert.Equal(200, status);
        foreach (var member in (string[])["endpoint", "keys", "lanes", "epoch", "status", "mode", "territories"])
            Assert.DoesNotContain($"\"{member}\"", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("nobody-here")]
    [InlineData("UPPER")]
    public async Task Network_Unknown_IsNotFound(string name)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        Assert.Equal(404, (await a.CallAsync(fixture.Stack, HttpMethod.Get, "/v1/networks/" + name)).Status);
    }

    [Fact]
    public async Task Network_AskedForWithoutSignature_IsNotTold()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Stack.Address, "/v1/networks/" + a.Name));
        Assert.Equal(401, (await RawCall.SendAsync(request)).Status);
    }

    [Fact]
    public async Task CallRelays_NotConfigured_AreNull()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        Assert.Null(await a.Client.GetCallRelaysAsync());
        var (status, answer) = await a.CallAsync(fixture.Stack, HttpMethod.Get, "/v1/calls/relays");
        Assert.Equal(404, status);
        Assert.Contains("\"calls-not-configured\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UrgentEnvelope_OverAMinute_IsRefusedWithTheRule()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);

        var refused = await Assert.ThrowsAsync<RelayProblemException>(
            () => a.SendAsync(a.Envelope("ana", b, "ben", deliveryClass: DeliveryClass.Urgent, seconds: 61)));

        Assert.Equal(("envelopes[0].timeToLiveSeconds", "60"), (refused.Field, refused.Limit));
        Assert.Contains("urgent", refused.Rule, StringComparison.Ordinal);
    }

    private async Task RegisterAsync(TestPartner partner, params byte[][] roots)
    {
        using var key = fixture.Stack.Identity.OperatorKey();
        using var operators = new RelayClient(new RelayClientOptions { Address = fixture.Stack.Address, Authority = fixture.Stack.Authority, Key = key });
        var kept = await operators.PutPartnerAsync(partner.Name, new PartnerRecord
        {
            Endpoint = new Uri($"http://127.0.0.1:{partner.Port}/relay"),
            Keys = [partner.Key.Public.ToJwk()],
            Capabilities = ["text", "calls"],
            SenderCertificateRoots = roots,
        });
        Assert.Equal(roots, kept.SenderCertificateRoots);
        Assert.Equal(roots, (await operators.GetPartnerAsync(partner.Name))!.SenderCertificateRoots);
    }
}
