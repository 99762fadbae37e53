using System.Text;
using System.Text.Json.Nodes;
using Relay.Client.Webhooks;

namespace Relay.Client.Tests.Webhooks;

public sealed class DeliveryAnswerTests
{
    private static readonly Guid Id = Guid.Parse("0190a000-0000-7000-8000-000000000001");

    [Fact]
    public async Task Write_EveryStatus_IsAsTheContractSays()
    {
        var answer = new DeliveryAnswer(
        [
            new DeliveryResult(Id, DeliveryStatus.Accepted),
            new DeliveryResult(Id, DeliveryStatus.Refused, "user-gone"),
            new DeliveryResult(Id, DeliveryStatus.Retry),
        ]);
        var expected = JsonNode.Parse($$"""
            {"results":[{"id":"{{Id}}","status":"accepted"},{"id":"{{Id}}","status":"refused","reason":"user-gone"},{"id":"{{Id}}","status":"retry"}]}
            """);
        using var stream = new MemoryStream();
        await answer.WriteAsync(stream, TestContext.Current.CancellationToken);

        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(answer.ToUtf8())));
        Assert.Equal(answer.ToUtf8(), stream.ToArray());
    }

    [Fact]
    public void Accept_Batch_NamesEveryEnvelope()
    {
        Assert.True(DeliveryBatch.TryParse(Encoding.UTF8.GetBytes(Deliveries.Body), out var batch));
        Assert.Equal([new DeliveryResult(Id, DeliveryStatus.Accepted)], DeliveryAnswer.Accept(batch).Results);
    }
}
