using System.Text;
using System.Text.Json.Nodes;
using Relay.Client.Inbox;
using Relay.Client.Tests.Support;
using Relay.Client.Webhooks;

namespace Relay.Client.Tests.Webhooks;

public sealed class SharedPartsTests
{
    [Fact]
    public void TryParse_CiphertextsThatShare_AreWhole()
    {
        Assert.True(DeliveryBatch.TryParse(Batch("""["AQI=","AwQF"]""", """,{"device":2,"registrationId":2,"type":18,"content":"","shared":0},{"device":3,"registrationId":3,"type":1,"content":"Bw=="}"""), out var batch));

        Assert.Equal([[0xFF, 3, 4, 5], [1, 2], [7]], batch.Envelopes[0].Ciphertexts.Select(ciphertext => ciphertext.Content));
        Assert.Equal([1, 2, 3], batch.Envelopes[0].Ciphertexts.Select(ciphertext => ciphertext.Device));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""["AQI="]""")]
    [InlineData("""["!",""]""")]
    [InlineData("7")]
    [InlineData("""["AQI=",null]""")]
    public void TryParse_PartThatIsNotThere_IsNoDelivery(string shared) => Assert.False(DeliveryBatch.TryParse(Batch(shared), out _));

    [Fact]
    public void TryParse_NegativePlace_IsNoDelivery() =>
        Assert.False(DeliveryBatch.TryParse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Batch("""["AQI="]""")).Replace("\"shared\":1", "\"shared\":-1", StringComparison.Ordinal)), out _));

    [Fact]
    public async Task TakeFromInbox_CiphertextsThatShare_AreWhole()
    {
        await using var relay = await FakeRelay.StartAsync();
        var batch = JsonNode.Parse(Batch("""["AQI=","AwQF"]"""))!.AsObject();
        batch["token"] = "a-token";
        relay.On("GET /v1/inbox?wait=0&max=100", (context, _) => context.JsonAsync(200, new JsonObject { ["batches"] = new JsonArray(batch.DeepClone()) }));
        using var client = relay.Client();

        InboxBatch taken = Assert.Single(await client.TakeFromInboxAsync(TimeSpan.Zero, 100, TestContext.Current.CancellationToken));

        Assert.Equal([0xFF, 3, 4, 5], taken.Envelopes[0].Ciphertexts[0].Content);
    }

    private static byte[] Batch(string shared, string more = "") => Encoding.UTF8.GetBytes($$"""
        {"batch":"b-1","class":"normal","shared":{{shared}},"envelopes":[
          {"id":"0190a000-0000-7000-8000-000000000001","messageId":"0190a000-0000-7000-8000-000000000002",
           "from":{"partner":"instagram","user":"ana"},"to":{"partner":"whatsapp","user":"ben"},
           "acceptedAt":"2027-01-15T08:00:00Z","expiresAt":"2027-01-22T08:00:00.123Z",
           "ciphertexts":[{"device":1,"registrationId":12345,"type":6,"content":"/w==","shared":1}{{more}}]}]}
        """);
}
