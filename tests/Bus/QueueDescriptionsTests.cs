namespace Relay.Local.Bus.Tests;

public sealed class QueueDescriptionsTests
{
    [Fact]
    public void Load_OfEveryProperty_ReadsThem()
    {
        var queue = Assert.Single(Load("""
            {"queues":[{"name":"envelopes","properties":{"requiresSession":true,"requiresDuplicateDetection":true,
            "duplicateDetectionHistoryTimeWindow":"PT10M","lockDuration":"PT1M","maxDeliveryCount":2000,
            "defaultMessageTimeToLive":"P14D","deadLetteringOnMessageExpiration":true,"maxSizeInMegabytes":5120}}]}
            """));

        Assert.Equal(
            new QueueDescription
            {
                Name = "envelopes",
                RequiresSession = true,
                RequiresDuplicateDetection = true,
                DuplicateDetectionHistoryTimeWindow = TimeSpan.FromMinutes(10),
                LockDuration = TimeSpan.FromMinutes(1),
                MaxDeliveryCount = 2000,
                DefaultMessageTimeToLive = TimeSpan.FromDays(14),
                DeadLetteringOnMessageExpiration = true,
                MaxSizeInMegabytes = 5120,
            },
            queue);
    }

    [Theory]
    [InlineData("""{"queues":[{"name":"q","properties":{"lockDuraton":"PT1M"}}]}""", "lockDuraton")]
    [InlineData("""{"queues":[{"name":"q","propertys":{}}]}""", "propertys")]
    [InlineData("""{"queue":[]}""", "queue")]
    [InlineData("""{"queues":[{"properties":{}}]}""", "name")]
    [InlineData("""{"queues":[{"name":"q","properties":{"lockDuration":"1 minute"}}]}""", "lockDuration")]
    [InlineData("""{"queues":[{"name":"q","properties":{"lockDuration":60}}]}""", "lockDuration")]
    [InlineData("""{"queues":[{"name":"q","properties":{"maxDeliveryCount":0}}]}""", "maxDeliveryCount")]
    [InlineData("""{"queues":[{"name":"q","properties":5}]}""", "properties")]
    [InlineData("""{"queues":[{"name":"q"},{"name":"Q"}]}""", "twice")]
    [InlineData("""{"queues":[""", "")]
    public void Load_OfAnInvalidFile_NamesWhatIsWrong(string json, string named) =>
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => Load(json)).Message, StringComparison.Ordinal);

    private static IReadOnlyList<QueueDescription> Load(string json)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            return QueueDescriptions.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
