using System.Text;
using System.Text.Json;
using Relay.Functions.Queue;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>The program under calls as the Functions host makes them, and under calls that only look like it.</summary>
[Collection(SharedStack.Name)]
public sealed class HandlerContractTests(StackFixture fixture)
{
    private static readonly string[] Functions = ["DeliverNormal", "DeliverUrgent", "DeliverEphemeral", "SweepLanes", "SweepStores", "SendReceipts", "SweepDeadLetters"];

    public static TheoryData<string> FunctionNames => [.. Functions];

    [Fact]
    public async Task Functions_InTheAppFolder_AreThoseOfTheTests()
    {
        var folders = Directory.GetFiles(Local.Stack.RepositoryPaths.AppFolder, "function.json", SearchOption.AllDirectories)
            .Where(path => !File.ReadAllText(path).Contains("httpTrigger", StringComparison.Ordinal))
            .Select(path => Path.GetFileName(Path.GetDirectoryName(path)!));

        Assert.Equal(Functions.Order(), folders.Order());
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Host_PollingTheProgram_IsAnswered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Program("/"));

        Assert.Equal(200, (await RawCall.SendAsync(request)).Status);
    }

    [Fact]
    public async Task Trigger_OfAStaleAlarm_IsAnsweredAsTheHostWants()
    {
        var (status, body, contentType) = await InvokeAsync("DeliverNormal", QueueCall(StaleAlarm()));

        Assert.Equal((200, "application/json"), (status, contentType));
        using var answer = JsonDocument.Parse(body);
        Assert.Equal(JsonValueKind.Object, answer.RootElement.GetProperty("Outputs").ValueKind);
        Assert.Equal(JsonValueKind.Array, answer.RootElement.GetProperty("Logs").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.RootElement.GetProperty("ReturnValue").ValueKind);
    }

    [Fact]
    public async Task Trigger_OfATimer_IsAnsweredAsTheHostWants()
    {
        const string Call = """
            {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-01-01T00:00:00+00:00","LastUpdated":"2026-01-01T00:00:00+00:00","Next":"2026-01-01T00:01:00+00:00"},"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"SweepLanes","UtcNow":"2026-01-01T00:00:00Z","RandGuid":"4dd3fe8d-3a09-4d1c-92e6-16d5a1b8a9d0"}}}
            """;

        Assert.Equal(200, (await InvokeAsync("SweepLanes", Call)).Status);
        Assert.Equal(200, (await InvokeAsync("SweepStores", Call)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"Data":{"message":"not base64"},"Metadata":{"SequenceNumber":"1"}}""")]
    [InlineData("""{"Data":{"message":"aGVsbG8="},"Metadata":{"SequenceNumber":"1"}}""")]
    [InlineData("""{"Data":{"message":"aGVsbG8="},"Metadata":{}}""")]
    public async Task Trigger_WithAMessageThatIsNotTheRelays_Fails_AndSaysNothing(string call)
    {
        var (status, body, _) = await InvokeAsync("DeliverNormal", call);

        Assert.Equal((500, ""), (status, body));
    }

    [Theory]
    [MemberData(nameof(FunctionNames))]
    public async Task Trigger_CalledThroughTheProxy_IsNotThere(string function)
    {
        foreach (var header in new[] { "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto" })
        {
            using var request = Invocation(function, QueueCall(StaleAlarm()));
            request.Headers.TryAddWithoutValidation(header, "1");
            Assert.Equal(404, (await RawCall.SendAsync(request)).Status);
        }
    }

    [Theory]
    [MemberData(nameof(FunctionNames))]
    public async Task Trigger_WithoutAnInvocation_IsNotThere(string function)
    {
        using var request = Invocation(function, QueueCall(StaleAlarm()));
        request.Headers.Remove("X-Azure-Functions-InvocationId");

        Assert.Equal(404, (await RawCall.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("/DeliverNormal")]
    [InlineData("/v1/../DeliverNormal")]
    [InlineData("/v1/%2e%2e/DeliverNormal")]
    [InlineData("/v1/..%2fDeliverNormal")]
    [InlineData("/v1/%2e%2e%2fDeliverNormal")]
    [InlineData("//DeliverNormal")]
    [InlineData("/v1//../DeliverNormal")]
    [InlineData("/health/..;/DeliverNormal")]
    [InlineData("/health/%5c..%5cDeliverNormal")]
    [InlineData("/delivernormal")]
    [InlineData("/.well-known/../DeliverNormal")]
    public async Task Trigger_FromOutside_IsNeverReached(string target)
    {
        // Written to the socket as it stands: an HTTP client would tidy the path.
        var call = QueueCall(StaleAlarm());
        var request = $"POST {target} HTTP/1.1\r\nHost: {fixture.Stack.Authority}\r\nX-Azure-Functions-InvocationId: {Guid.NewGuid()}\r\nContent-Type: application/json\r\nContent-Length: {call.Length}\r\nConnection: close\r\n\r\n{call}";
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync("127.0.0.1", fixture.Stack.Address.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Outputs", answer, StringComparison.Ordinal);
    }

    private static byte[] StaleAlarm()
    {
        using var writer = new PackedWriter();
        writer.WriteHead(new PackedHead(PackedKind.Drain, new Lane(EnvelopeClass.Normal, 1, "nobody", 0), "", DateTimeOffset.UnixEpoch, "", 1));
        return writer.Written.ToArray();
    }

    // As recorded from a Functions host 4 with dataType binary: the body is base64 once, scalars are JSON inside strings.
    private static string QueueCall(byte[] message) => """
        {"Data":{"message":"BODY"},"Metadata":{"DeliveryCount":"1","EnqueuedTimeUtc":"\"2026-01-01T00:00:00Z\"","LockToken":"\"4dd3fe8d-3a09-4d1c-92e6-16d5a1b8a9d0\"","MessageId":"\"m-1\"","SequenceNumber":"7","SessionId":"\"1.nobody.0\"","sys":{"MethodName":"DeliverNormal","UtcNow":"2026-01-01T00:00:00Z","RandGuid":"4dd3fe8d-3a09-4d1c-92e6-16d5a1b8a9d0"}}}
        """.Replace("BODY", Convert.ToBase64String(message), StringComparison.Ordinal);

    private Uri Program(string path) => new($"http://127.0.0.1:{fixture.Stack.Host.ProgramPort}{path}");

    private HttpRequestMessage Invocation(string function, string call)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Program("/" + function)) { Content = new StringContent(call, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        return request;
    }

    private async Task<(int Status, string Body, string? ContentType)> InvokeAsync(string function, string call)
    {
        using var request = Invocation(function, call);
        return await RawCall.SendAsync(request);
    }
}
