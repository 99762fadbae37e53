using System.Text.Json.Nodes;
using Relay.Client.Accounts;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Accounts;

public sealed class NetworkTests
{
    private static readonly byte[] Root = [5, 9, .. new byte[31]];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetNetwork_Known_IsReadWithItsRoots()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("GET /v1/networks/whatsapp", (context, _) => context.JsonAsync(200, new JsonObject
        {
            ["partner"] = "whatsapp",
            ["capabilities"] = new JsonArray("text", "calls"),
            ["protocols"] = new JsonArray("signal"),
            ["senderCertificateRoots"] = new JsonArray(Convert.ToBase64String(Root)),
        }));
        using var client = relay.Client();

        var network = await client.GetNetworkAsync("whatsapp", Cancel);

        Assert.Equal("whatsapp", network!.Partner);
        Assert.Equal(["text", "calls"], network.Capabilities);
        Assert.Equal([Root], network.SenderCertificateRoots);
    }

    [Fact]
    public async Task GetNetwork_Unknown_IsNull()
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = relay.Client();
        Assert.Null(await client.GetNetworkAsync("whatsapp", Cancel));
    }

    [Theory]
    [InlineData("Whats/App")]
    [InlineData("")]
    public async Task GetNetwork_NameOfAnotherForm_IsNotAsked(string name)
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = relay.Client();
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetNetworkAsync(name, Cancel));
        Assert.Empty(relay.Requests);
    }

    [Fact]
    public async Task PutPartner_Roots_AreWritten()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("PUT /v1/partners/whatsapp", (context, request) => context.JsonAsync(200, JsonNode.Parse(request.Body)!));
        using var client = relay.Client();
        var record = new PartnerRecord { Keys = [relay.PartnerKey.Public.ToJwk()], SenderCertificateRoots = [Root] };

        var kept = await client.PutPartnerAsync("whatsapp", record, Cancel);

        Assert.Equal([Root], kept.SenderCertificateRoots);
        Assert.Equal(Convert.ToBase64String(Root), (string?)JsonNode.Parse(relay.Requests.Single().Body)!["senderCertificateRoots"]![0]);
    }
}
