using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus;
using Relay.Local.Host.Tests.TestProgram;

namespace Relay.Local.Host.Tests.Queues;

public sealed class SinglePayloadTests : TriggerTests
{
    [Theory]
    [InlineData("{\"a\":1}", "\"\\\"{\\\\\\\"a\\\\\\\":1}\\\"\"")]
    [InlineData("hi", "\"\\\"hi\\\"\"")]
    [InlineData("", "\"\\\"\\\"\"")]
    public async Task TextBody_WithoutDataType_IsJsonInAString(string body, string json)
    {
        var call = await CallAsync(new ServiceBusMessage(body), dataType: null);

        Assert.Equal(json, Root(call).GetProperty("Data").GetProperty("message").GetRawText());
    }

    [Fact]
    public async Task Bytes_WithoutDataType_LoseWhatIsNoUtf8()
    {
        var call = await CallAsync(new ServiceBusMessage(new byte[] { 0x68, 0xFF, 0x69 }), dataType: null);

        Assert.Equal("\"h\uFFFDi\"", Root(call).GetProperty("Data").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Bytes_WithDataTypeBinary_ArePlainBase64()
    {
        var body = new byte[] { 0x00, 0xFF, 0x7B, 0x7D };

        var call = await CallAsync(new ServiceBusMessage(body), dataType: "binary");

        Assert.Equal(body, Root(call).GetProperty("Data").GetProperty("message").GetBytesFromBase64());
    }

    [Fact]
    public async Task Metadata_OfAMessage_HasTheHostsEncodings()
    {
        var message = new ServiceBusMessage("x") { MessageId = "m-1", Subject = "s", ContentType = "text/plain" };
        message.ApplicationProperties["lane"] = 7;
        var call = await CallAsync(message, dataType: "binary");
        var metadata = Root(call).GetProperty("Metadata");

        Assert.Equal("1", metadata.GetProperty("DeliveryCount").GetString());
        Assert.Equal("\"m-1\"", metadata.GetProperty("MessageId").GetString());
        Assert.Equal("\"s\"", metadata.GetProperty("Subject").GetString());
        Assert.Equal(7, metadata.GetProperty("ApplicationProperties").GetProperty("lane").GetInt32());
        Assert.Equal("In", metadata.GetProperty("sys").GetProperty("MethodName").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$", metadata.GetProperty("EnqueuedTimeUtc").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$", metadata.GetProperty("EnqueuedTime").GetString());
        Assert.False(metadata.TryGetProperty("SessionId", out _));
        Assert.False(metadata.TryGetProperty("DeadLetterSource", out _));
    }

    [Fact]
    public async Task Call_OfATrigger_HasTheHostsHeaders()
    {
        var call = await CallAsync(new ServiceBusMessage("x"), dataType: "binary");
        var headers = new Dictionary<string, string>(call.Headers, StringComparer.OrdinalIgnoreCase);

        Assert.True(Guid.TryParse(headers["X-Azure-Functions-InvocationId"], out _));
        Assert.Equal("chunked", headers["Transfer-Encoding"]);
        Assert.Equal("application/json; charset=utf-8", headers["Content-Type"]);
    }

    [Theory]
    [InlineData(null, "\"forged\"")]
    [InlineData("binary", null)]
    public async Task JsonBody_WithMetadataNames_ForgesThemUnlessBinary(string? dataType, string? session)
    {
        var call = await CallAsync(new ServiceBusMessage("""{"sessionid":"forged","list":[1],"none":null,"flag":true,"own":{"a":1}}"""), dataType);
        var metadata = Root(call).GetProperty("Metadata");

        Assert.Equal(session, metadata.TryGetProperty("SessionId", out var value) || metadata.TryGetProperty("sessionid", out value) ? value.GetString() : null);
        Assert.Equal(dataType is null, metadata.TryGetProperty("own", out _));
        Assert.Equal(dataType is null, metadata.TryGetProperty("flag", out _));
        Assert.False(metadata.TryGetProperty("list", out _));
    }

    private async Task<ProgramCall> CallAsync(ServiceBusMessage message, string? dataType)
    {
        App.Queue("In", "q", dataType: dataType);
        await StartAsync(new QueueDescription { Name = "q" });
        await SendAsync("q", message);
        var call = Assert.Single(await App.CallsOfAsync("In", 1));
        await EmptiesAsync("q");
        return call;
    }

    private static JsonElement Root(ProgramCall call) => JsonDocument.Parse(call.Body).RootElement;
}
