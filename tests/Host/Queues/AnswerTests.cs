using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus;
using Relay.Local.Host.Tests.TestProgram;

namespace Relay.Local.Host.Tests.Queues;

public sealed class AnswerTests : TriggerTests
{
    private static readonly QueueDescription Queue = new() { Name = "q" };

    [Theory]
    [InlineData("Ok")]
    [InlineData("Accepted")]
    public async Task Message_AnsweredByTheContract_IsCompleted(string function)
    {
        App.Queue(function, "q", dataType: "binary");
        await StartAsync(Queue);
        await SendAsync("q", new ServiceBusMessage("x"));

        await App.CallsOfAsync(function, 1);
        await EmptiesAsync("q");
        Assert.Single(App.Calls);
    }

    [Theory]
    [InlineData("ServerError")]
    [InlineData("Redirect")]
    [InlineData("InvalidJson")]
    [InlineData("JsonArray")]
    [InlineData("PlainText")]
    [InlineData("WithOutputs")]
    public async Task Message_AnsweredOtherwise_ComesAgainAtOnce(string function)
    {
        App.Queue(function, "q", dataType: "binary");
        var host = await StartAsync(Queue);
        await SendAsync("q", new ServiceBusMessage("x"));

        var calls = await App.CallsOfAsync(function, 2);
        await EmptiesAsync("q");
        Assert.Equal(["1", "2"], calls.Select(DeliveryCount));
        Assert.All(calls, call => Assert.Equal(host.ProgramId, call.Process));
    }

    [Theory]
    [InlineData("NoContent")]
    [InlineData("EmptyOk")]
    [InlineData("JsonNull")]
    [InlineData("Hang")]
    public async Task Message_NeverAnswered_KillsTheProgramAndComesAgain(string function)
    {
        App.FunctionTimeout(1).Queue(function, "q", dataType: "binary");
        await StartAsync(Queue);
        await SendAsync("q", new ServiceBusMessage("x"));

        var calls = await App.CallsOfAsync(function, 2);
        await EmptiesAsync("q");
        Assert.Equal(["1", "2"], calls.Select(DeliveryCount));
        Assert.NotEqual(calls[0].Process, calls[1].Process);
    }

    [Fact]
    public async Task Message_ThatCrashesTheProgram_ComesAgainToTheNextOne()
    {
        App.Queue("Crash", "q", dataType: "binary");
        await StartAsync(Queue);
        await SendAsync("q", new ServiceBusMessage("x"));

        var calls = await App.CallsOfAsync("Crash", 2);
        await EmptiesAsync("q");
        Assert.NotEqual(calls[0].Process, calls[1].Process);
    }

    [Theory]
    [InlineData("Ok", "Ok: a line of the program")]
    [InlineData("WithOutputs", "output bindings are not supported")]
    [InlineData("PlainText", "content type 'text/plain', not JSON")]
    public async Task Answer_WithSomethingToSay_IsLogged(string function, string line)
    {
        App.Queue(function, "q", dataType: "binary");
        await StartAsync(Queue);
        await SendAsync("q", new ServiceBusMessage("x"));

        await Eventually.IsTrueAsync(() => App.Log.Contains(line), $"the log line '{line}'");
    }

    [Fact]
    public async Task Message_ThatFailsTooOften_ReachesTheFunctionOfTheDeadLetters()
    {
        App.Queue("AlwaysFails", "q", dataType: "binary").Queue("Ok", "q/$DeadLetterQueue", dataType: "binary");
        await StartAsync(Queue with { MaxDeliveryCount = 2 });
        await SendAsync("q", new ServiceBusMessage("x"));

        await App.CallsOfAsync("Ok", 1);
        Assert.Equal(["1", "2"], App.Calls.Where(call => call.Function == "AlwaysFails").Select(DeliveryCount));
        await EmptiesAsync("q/$DeadLetterQueue");
    }

    [Fact]
    public async Task Messages_OfAQueueWithoutSessions_AreWorkedOnSideBySide()
    {
        App.ServiceBus["maxConcurrentCalls"] = 3;
        App.Queue("Hang", "q", dataType: "binary");
        await StartAsync(Queue);
        await SendAsync("q", [.. Enumerable.Range(0, 5).Select(i => new ServiceBusMessage($"{i}"))]);

        await App.CallsOfAsync("Hang", 3);

        Assert.Equal(3, App.Calls.Count);
    }

    [Fact]
    public async Task Call_BeyondTheLock_KeepsItsMessage()
    {
        App.Queue("Slow", "q", dataType: "binary");
        await StartAsync(Queue with { LockDuration = TimeSpan.FromSeconds(5) });
        await SendAsync("q", new ServiceBusMessage("x"));

        await App.CallsOfAsync("Slow", 1);
        await EmptiesAsync("q");
        Assert.Single(App.Calls);
    }

    [Fact]
    public async Task Host_DisposedOf_LetsACallInFlightEnd()
    {
        App.Queue("Brief", "q", dataType: "binary");
        var host = await StartAsync(Queue);
        await SendAsync("q", new ServiceBusMessage("x"));
        await App.CallsOfAsync("Brief", 1);

        await host.DisposeAsync();

        Assert.True(await Broker.IsEmptyAsync("q"));
    }

    private static string DeliveryCount(ProgramCall call) =>
        JsonDocument.Parse(call.Body).RootElement.GetProperty("Metadata").GetProperty("DeliveryCount").GetString()!;
}
