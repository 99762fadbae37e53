using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus;
using Relay.Local.Host.Tests.TestProgram;

namespace Relay.Local.Host.Tests.Queues;

public sealed class SessionTests : TriggerTests
{
    private static readonly QueueDescription Queue = new() { Name = "q", RequiresSession = true };

    [Fact]
    public async Task Session_WithAFailure_RepeatsItBeforeTheNextMessage()
    {
        App.Queue("ServerError", "q", sessions: true, dataType: "binary");
        await StartAsync(Queue);
        await SendAsync("q", Message("s", "a"), Message("s", "b"), Message("s", "c"));

        var calls = await App.CallsOfAsync("ServerError", 6);
        await EmptiesAsync("q");
        Assert.Equal(["a", "a", "b", "b", "c", "c"], calls.Select(Body));
        Assert.All(calls, call => Assert.Equal("\"s\"", Metadata(call).GetProperty("SessionId").GetString()));
    }

    [Fact]
    public async Task Sessions_SideBySide_AreAsManyAsHostJsonSaysWithOneCallEach()
    {
        App.ServiceBus["maxConcurrentSessions"] = 2;
        App.Queue("Hang", "q", sessions: true, dataType: "binary");
        await StartAsync(Queue);
        await SendAsync("q", Message("a", "1"), Message("a", "2"), Message("b", "1"), Message("b", "2"), Message("c", "1"));

        var calls = await App.CallsOfAsync("Hang", 2);

        Assert.Equal(2, calls.Select(call => Metadata(call).GetProperty("SessionId").GetString()).Distinct().Count());
        Assert.All(calls, call => Assert.Equal("1", Body(call)));
    }

    [Fact]
    public async Task Slot_OfAnEmptySession_TakesAnotherAfterTheIdleTimeout()
    {
        App.ServiceBus["maxConcurrentSessions"] = 1;
        App.ServiceBus["sessionIdleTimeout"] = "00:00:00.1";
        App.Queue("Ok", "q", sessions: true, dataType: "binary");
        await StartAsync(Queue);
        await SendAsync("q", [.. Enumerable.Range(0, 8).Select(i => Message($"s{i}", "x"))]);

        Assert.Equal(8, (await App.CallsOfAsync("Ok", 8)).Count);
        await EmptiesAsync("q");
    }

    [Fact]
    public async Task Call_BeyondTheSessionLock_KeepsItsSession()
    {
        App.Queue("Slow", "q", sessions: true, dataType: "binary");
        await StartAsync(Queue with { LockDuration = TimeSpan.FromSeconds(5) });
        await SendAsync("q", Message("s", "x"));

        await App.CallsOfAsync("Slow", 1);
        await EmptiesAsync("q");
        Assert.Single(App.Calls);
    }

    [Fact]
    public async Task Session_WhoseProgramWasKilled_GoesOnInOrder()
    {
        App.FunctionTimeout(1).Queue("NoContent", "q", sessions: true, dataType: "binary");
        await StartAsync(Queue);
        await SendAsync("q", Message("s", "a"), Message("s", "b"));

        var calls = await App.CallsOfAsync("NoContent", 4);
        await EmptiesAsync("q");
        Assert.Equal(["a", "a", "b", "b"], calls.Select(Body));
    }

    private static ServiceBusMessage Message(string session, string body) => new(body) { SessionId = session };

    private static JsonElement Metadata(ProgramCall call) => JsonDocument.Parse(call.Body).RootElement.GetProperty("Metadata");

    private static string Body(ProgramCall call) => Encoding.UTF8.GetString(
        JsonDocument.Parse(call.Body).RootElement.GetProperty("Data").GetProperty("message").GetBytesFromBase64());
}
