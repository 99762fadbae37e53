using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus;
using Relay.Local.Host.Tests.TestProgram;

namespace Relay.Local.Host.Tests.Queues;

public sealed class BatchTests : TriggerTests
{
    [Theory]
    [InlineData(null, "[\"a\",\"b\"]")]
    [InlineData("binary", "[\"YQ==\",\"Yg==\"]")]
    public async Task Batch_OfMessages_IsOneStringWithAnArray(string? dataType, string json)
    {
        App.Queue("Ok", "q", many: true, dataType: dataType);
        await StartBrokerAsync(new QueueDescription { Name = "q" });
        await SendAsync("q", new ServiceBusMessage("a") { MessageId = "1" }, new ServiceBusMessage("b") { MessageId = "2" });
        await StartHostAsync();
        await EmptiesAsync("q");

        var root = JsonDocument.Parse(Assert.Single(App.Calls).Body).RootElement;
        Assert.Equal(json, root.GetProperty("Data").GetProperty("message").GetString());
        var metadata = root.GetProperty("Metadata");
        Assert.Equal("[\"1\",\"2\"]", metadata.GetProperty("MessageIdArray").GetString());
        Assert.Equal("[1,1]", metadata.GetProperty("DeliveryCountArray").GetString());
        Assert.Equal("[null,null]", metadata.GetProperty("SessionIdArray").GetString());
        Assert.Equal(2, JsonDocument.Parse(metadata.GetProperty("EnqueuedTimeUtcArray").GetString()!).RootElement.GetArrayLength());
        Assert.False(metadata.TryGetProperty("MessageId", out _));
    }

    [Fact]
    public async Task Batch_ThatFails_ComesAgainWhole()
    {
        App.Queue("ServerError", "q", many: true, dataType: "binary");
        await StartBrokerAsync(new QueueDescription { Name = "q" });
        await SendAsync("q", new ServiceBusMessage("a"), new ServiceBusMessage("b"));
        await StartHostAsync();
        await EmptiesAsync("q");

        Assert.Equal("[1,1]", Array(App.Calls[0], "DeliveryCountArray"));
        Assert.Equal(2, App.Calls.Skip(1).Sum(call => JsonDocument.Parse(Array(call, "DeliveryCountArray")).RootElement.GetArrayLength()));
    }

    [Fact]
    public async Task Batch_OfASessionQueue_HasOneSessionAndRunsAlone()
    {
        App.ServiceBus["sessionIdleTimeout"] = "00:00:00.1";
        App.Queue("Ok", "q", sessions: true, many: true, dataType: "binary");
        await StartBrokerAsync(new QueueDescription { Name = "q", RequiresSession = true });
        await SendAsync("q", [.. Enumerable.Range(0, 9).Select(i => new ServiceBusMessage(Encoding.ASCII.GetBytes($"{i}")) { SessionId = $"s{i % 3}" })]);
        await StartHostAsync();
        await EmptiesAsync("q");

        var sessions = App.Calls.Select(call => JsonSerializer.Deserialize<string[]>(Array(call, "SessionIdArray"))!).ToList();
        Assert.All(sessions, ids => Assert.Single(ids.Distinct()));
        Assert.Equal(9, sessions.Sum(ids => ids.Length));
    }

    [Fact]
    public async Task Batches_OfOneFunction_RunOneAtATime()
    {
        App.ServiceBus["maxMessageBatchSize"] = 1;
        App.Queue("Hang", "q", many: true, dataType: "binary").Queue("Ok", "other", dataType: "binary");
        await StartAsync(new QueueDescription { Name = "q" }, new QueueDescription { Name = "other" });
        await SendAsync("q", new ServiceBusMessage("a"), new ServiceBusMessage("b"));
        await App.CallsOfAsync("Hang", 1);
        await SendAsync("other", new ServiceBusMessage("x"));
        await EmptiesAsync("other");

        Assert.Single(App.Calls, call => call.Function == "Hang");
    }

    private static string Array(ProgramCall call, string name) =>
        JsonDocument.Parse(call.Body).RootElement.GetProperty("Metadata").GetProperty(name).GetString()!;
}
