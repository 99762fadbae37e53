using System.Text;

namespace Relay.Local.Bus.Tests;

public sealed class QueueDescriptionsTests
{
    [Fact]
    public void Load_OfEveryProperty_ReadsThem()
    {
        var queue = Assert.Single(Load("""
            {"queues":[{"name":"envelopes","properties":{"requiresSession":true,"requiresDuplicateDetection":true,
            "duplicateDetectionHistoryTimeWindow":"PT10M","lockDuration":"PT1M","maxDeliveryCount":2000,
            "defaultMessageTimeToLive":"P14D","deadLetteringOnMessageExpiration":true,"maxSizeInMegabytes":5120,
            "maxMessageSizeInKilobytes":1024,"status":"SendDisabled","enableBatchedOperations":true,"enableExpress":false,
            "enablePartitioning":false,"autoDeleteOnIdle":"P10675199DT2H48M5.4775807S","forwardTo":"","forwardDeadLetteredMessagesTo":null}}]}
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
                MaxMessageSizeInKilobytes = 1024,
                MaxSizeInMegabytes = 5120,
                Status = EntityStatus.SendDisabled,
            },
            queue);
    }

    [Fact]
    public void Load_OfTheEmulatorsFile_ReadsItsQueues()
    {
        var queues = Load("""
            {"UserConfig":{"Namespaces":[{"Name":"sbemulatorns","Queues":[
            {"Name":"queue.1","Properties":{"DeadLetteringOnMessageExpiration":true,"DefaultMessageTimeToLive":"PT1H",
            "DuplicateDetectionHistoryTimeWindow":"PT20S","ForwardDeadLetteredMessagesTo":"","ForwardTo":"","LockDuration":"PT1M",
            "MaxDeliveryCount":3,"RequiresDuplicateDetection":true,"RequiresSession":true}},
            {"Name":"queue.2"}],"Topics":[]}],"Logging":{"Type":"File"}}}
            """);

        Assert.Equal(
            [
                new QueueDescription
                {
                    Name = "queue.1",
                    DeadLetteringOnMessageExpiration = true,
                    DefaultMessageTimeToLive = TimeSpan.FromHours(1),
                    DuplicateDetectionHistoryTimeWindow = TimeSpan.FromSeconds(20),
                    MaxDeliveryCount = 3,
                    RequiresDuplicateDetection = true,
                    RequiresSession = true,
                },
                new QueueDescription { Name = "queue.2" },
            ],
            queues);
    }

    [Theory]
    [InlineData("""{"queues":[]}""")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Name":"n"}]}}""")]
    public void Load_WithoutQueues_IsEmpty(string json) => Assert.Empty(Load(json));

    [Fact]
    public void Load_OfAFileWithAByteOrderMark_ReadsIt() =>
        Assert.Single(Load("""{"queues":[{"name":"q"}]}""", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)));

    [Theory]
    [InlineData("""{"queues":[{"name":"q","properties":{"lockDuraton":"PT1M"}}]}""", "lockDuraton")]
    [InlineData("""{"queues":[{"name":"q","properties":{"LockDuration":"PT1M"}}]}""", "LockDuration")]
    [InlineData("""{"queues":[{"name":"q","propertys":{}}]}""", "propertys")]
    [InlineData("""{"queues":[{"name":"q","properties":[]}]}""", "properties")]
    [InlineData("""{"queues":[{"name":"q","properties":{"maxDeliveryCount":5,"maxDeliveryCount":6}}]}""", "Duplicate property")]
    [InlineData("""{"queue":[]}""", "queue")]
    [InlineData("""{"queues":{}}""", "queues")]
    [InlineData("""{"queues":["q"]}""", "queue")]
    [InlineData("""{}""", "queues")]
    [InlineData("""[]""", "object")]
    [InlineData("""{"queues":[{"properties":{}}]}""", "name")]
    [InlineData("""{"queues":[{"name":7}]}""", "name")]
    [InlineData("""{"queues":[{"name":"q"},{"name":"Q"}]}""", "twice")]
    [InlineData("""{"queues":[""", "")]
    [InlineData("", "")]
    public void Load_OfAnInvalidFile_NamesWhatIsWrong(string json, string named) => AssertRefused(json, named);

    [Theory]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Name":"n","Topics":[{"Name":"t"}]}]}}""", "Topics")]
    [InlineData("""{"UserConfig":{"Namespaces":[]}}""", "one namespace")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Name":"a"},{"Name":"b"}]}}""", "one namespace")]
    [InlineData("""{"UserConfig":{}}""", "Namespaces")]
    [InlineData("""{"UserConfig":[]}""", "UserConfig")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Name":"n"}]},"queues":[]}""", "queues")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"Name":"q","Properties":{"ForwardTo":"p"}}]}]}}""", "forwardTo")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"Name":"q","Properties":{"Speed":1}}]}]}}""", "speed")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"Name":"q","Properties":{"LockDuration":"PT6M"}}]}]}}""", "lockDuration")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"Name":"q"},{"Name":"Q"}]}]}}""", "twice")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"name":"q"}]}]}}""", "name")]
    public void Load_OfAnInvalidEmulatorFile_NamesWhatIsWrong(string json, string named) => AssertRefused(json, named);

    [Theory]
    [InlineData("lockDuration", "\"1 minute\"")]
    [InlineData("lockDuration", "60")]
    [InlineData("lockDuration", "null")]
    [InlineData("lockDuration", "\"PT0S\"")]
    [InlineData("lockDuration", "\"-PT1M\"")]
    [InlineData("lockDuration", "\"PT5M1S\"")]
    [InlineData("lockDuration", "\"P99999999999D\"")]
    [InlineData("maxDeliveryCount", "0")]
    [InlineData("maxDeliveryCount", "2001")]
    [InlineData("maxDeliveryCount", "1.5")]
    [InlineData("maxDeliveryCount", "99999999999")]
    [InlineData("maxDeliveryCount", "\"10\"")]
    [InlineData("duplicateDetectionHistoryTimeWindow", "\"PT19S\"")]
    [InlineData("duplicateDetectionHistoryTimeWindow", "\"P7DT1S\"")]
    [InlineData("defaultMessageTimeToLive", "\"PT0.5S\"")]
    [InlineData("maxSizeInMegabytes", "0")]
    [InlineData("maxSizeInMegabytes", "81921")]
    [InlineData("maxMessageSizeInKilobytes", "255")]
    [InlineData("maxMessageSizeInKilobytes", "102401")]
    [InlineData("requiresSession", "\"true\"")]
    [InlineData("requiresDuplicateDetection", "1")]
    [InlineData("deadLetteringOnMessageExpiration", "null")]
    [InlineData("status", "\"Deleting\"")]
    [InlineData("status", "\"1\"")]
    [InlineData("status", "\"active\"")]
    [InlineData("status", "1")]
    [InlineData("enablePartitioning", "\"no\"")]
    [InlineData("enableExpress", "0")]
    [InlineData("autoDeleteOnIdle", "\"never\"")]
    [InlineData("forwardTo", "\"other\"")]
    [InlineData("forwardTo", "7")]
    [InlineData("forwardDeadLetteredMessagesTo", "\"other\"")]
    public void Load_OfAValueThatCannotBe_NamesQueueAndProperty(string property, string value) =>
        AssertRefused($$$"""{"queues":[{"name":"envelopes","properties":{"{{{property}}}":{{{value}}}}}]}""", property, "'envelopes'");

    [Theory]
    [InlineData("lockDuration", "\"PT0.05S\"")]
    [InlineData("lockDuration", "\"PT5M\"")]
    [InlineData("maxDeliveryCount", "1")]
    [InlineData("maxDeliveryCount", "2000")]
    [InlineData("duplicateDetectionHistoryTimeWindow", "\"PT20S\"")]
    [InlineData("duplicateDetectionHistoryTimeWindow", "\"P7D\"")]
    [InlineData("defaultMessageTimeToLive", "\"PT1S\"")]
    [InlineData("defaultMessageTimeToLive", "\"P10675199DT2H48M5.4775807S\"")]
    [InlineData("maxSizeInMegabytes", "1")]
    [InlineData("maxSizeInMegabytes", "81920")]
    [InlineData("maxMessageSizeInKilobytes", "256")]
    [InlineData("maxMessageSizeInKilobytes", "102400")]
    [InlineData("status", "\"Active\"")]
    [InlineData("status", "\"ReceiveDisabled\"")]
    public void Load_OfAValueAtItsLimit_Succeeds(string property, string value) =>
        Assert.Single(Load($$$"""{"queues":[{"name":"q","properties":{"{{{property}}}":{{{value}}}}}]}"""));

    [Theory]
    [InlineData("q", true)]
    [InlineData("Orders.2026/eu-west_1", true)]
    [InlineData("-q", false)]
    [InlineData("q/", false)]
    [InlineData("q q", false)]
    [InlineData("q\\n", false)]
    [InlineData("q$management", false)]
    [InlineData("q%2Fr", false)]
    [InlineData("größe", false)]
    public void Load_OfAName_HoldsItToTheServicesCharacters(string name, bool allowed)
    {
        var json = $$"""{"queues":[{"name":"{{name}}"}]}""";
        if (allowed)
            Assert.Equal(name, Assert.Single(Load(json)).Name);
        else
            AssertRefused(json, "letters, digits");
    }

    [Theory]
    [InlineData(260, true)]
    [InlineData(261, false)]
    public void Load_OfALongName_HoldsItToTheServicesLength(int length, bool allowed)
    {
        var json = $$"""{"queues":[{"name":"{{new string('q', length)}}"}]}""";
        if (allowed)
            Assert.Single(Load(json));
        else
            AssertRefused(json, "260");
    }

    private static void AssertRefused(string json, params string[] named)
    {
        var message = Assert.Throws<InvalidDataException>(() => Load(json)).Message;
        Assert.All(named, name => Assert.Contains(name, message, StringComparison.Ordinal));
    }

    private static IReadOnlyList<QueueDescription> Load(string json, Encoding? encoding = null)
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "queues.json");
        File.WriteAllText(path, json, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return QueueDescriptions.Load(path);
    }
}
