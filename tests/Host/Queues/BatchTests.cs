using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus;
using Relay.Local.Host.Tests.TestProgram;

namespace Relay.Local.Host.Tests.Queues;

public sealed class BatchTests : TriggerTests
{
    [Theory]
    [InlineData(null, new[] { "a", "b" })]
    [InlineData("binary", new[] { "YQ==", "Yg==" })]
    public async Task Batch_OfMessages_IsOneStringWithAnArray(string? dataType, string[] bodies)
    {
        App.Queue("Ok", "q", many: true, dataType: dataType);
        await StartBrokerAsync(new QueueDescription { Name = "q" });
        await SendAsync("q", new ServiceBusMessage("a") { MessageId = "1" }, new ServiceBusMessage("b") { MessageId = "2" });
        await StartHostAsync();
        await EmptiesAsync("q");

        // The client may split what is there into two batches when the machine is busy.
        Assert.Equal(bodies, App.Calls.SelectMany(call => Strings(Root(call).GetProperty("Data").GetProperty("message"))));
        Assert.Equal(["1", "2"], App.Calls.SelectMany(call => Array<string>(call, "MessageIdArray")));
        Assert.Equal([1, 1], App.Calls.SelectMany(call => Array<int>(call, "DeliveryCountArray")));
        Assert.Equal([null, null], App.Calls.SelectMany(call => Array<string?>(call, "SessionIdArray")));
        Assert.Equal(2, App.Calls.SelectMany(call => Array<DateTime>(call, "EnqueuedTimeUtcArray")).Count());
        Assert.All(App.Calls, call => Assert.False(Root(call).GetProperty("Metadata").TryGetProperty("MessageId", out _)));
    }

    [Fact]
    public async Task Batch_ThatFails_ComesAgainWhole()
    {
        App.Queue("ServerError", "q", many: true, dataType: "binary");
        await StartBrokerAsync(new QueueDescription { Name = "q" });
        await SendAsync("q", new ServiceBusMessage("a") { MessageId = "1" }, new ServiceBusMessage("b") { MessageId = "2" });
        await StartHostAsync();
        await EmptiesAsync("q");

        Assert.All(Array<int>(App.Calls[0], "DeliveryCountArray"), count => Assert.Equal(1, count));
        var later = App.Calls.Skip(1).SelectMany(call => Array<string>(call, "MessageIdArray")).ToList();
        Assert.All(Array<string>(App.Calls[0], "MessageIdArray"), id => Assert.Contains(id, later));
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

        var sessions = App.Calls.Select(call => Array<string>(call, "SessionIdArray")).ToList();
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

    private static JsonElement Root(ProgramCall call) => JsonDocument.Parse(call.Body).RootElement;

    private static string[] Strings(JsonElement element) => JsonSerializer.Deserialize<string[]>(element.GetString()!)!;

    private static T[] Array<T>(ProgramCall call, string name) =>
        JsonSerializer.Deserialize<T[]>(Root(call).GetProperty("Metadata").GetProperty(name).GetString()!)!;
}
