using System.Text.Json;
using Relay.Functions.Hosting;

namespace Relay.Functions.Tests.Hosting;

/// <summary>The Functions host's encodings of a Service Bus message: bytes as base64, metadata as JSON inside a string.</summary>
public sealed class InvocationTests
{
    [Theory]
    [InlineData("\"42\"", 42)]
    [InlineData("42", 42)]
    [InlineData("\"9223372036854775807\"", long.MaxValue)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("\"0\"", 0)]
    public void ReadQueued_CallOfTheHost_GivesBodyAndSequenceNumber(string number, long expected)
    {
        byte[] body = [0x52, 0x01, 0x00, 0xFF, 0xFE, 0xFB];
        var call = $$"""
            {"Data":{"message":"{{Convert.ToBase64String(body)}}"},
             "Metadata":{"DeliveryCount":"1","MessageId":"\"m-1\"","SequenceNumber":{{number}},"SessionId":"\"1.whatsapp.3\"","sys":{"MethodName":"DeliverNormal"} } }
            """;

        var message = Read(call);

        Assert.Equal(body, message.Body.ToArray());
        Assert.Equal(expected, message.SequenceNumber);
    }

    [Fact]
    public void ReadQueued_EscapedBase64_IsRead() =>
        Assert.Equal([0xFB, 0xFF, 0xFE], Read("""{"Data":{"message":"\u002B\/\/+"},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}}""").Body.ToArray());

    [Fact]
    public void ReadQueued_LargestMessage_IsRead()
    {
        var body = new byte[256 * 1024];
        new Random(1).NextBytes(body);
        Assert.Equal(body, Read(JsonSerializer.Serialize(new { Data = new { message = body }, Metadata = new { SequenceNumber = "1", DeliveryCount = "1" } })).Body.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("""{"Data":{},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}}""")]
    [InlineData("""{"Data":null,"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}}""")]
    [InlineData("""{"Data":{"message":null},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}}""")]
    [InlineData("""{"Data":{"message":["UgE="]},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}}""")]
    [InlineData("""{"Data":{"message":{"a":1}},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}}""")]
    [InlineData("""{"Data":{"message":"\"\""},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}}""")] // an empty body, as the host writes it
    [InlineData("""{"Data":{"message":"{\"a\":1}"},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}}""")] // without dataType binary
    [InlineData("""{"Data":{"message":"\ud800"},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}}""")]
    [InlineData("""{"Data":{"Message":"UgE="},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}}""")]
    [InlineData("""{"Data":{"message":"UgE="}}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":{}}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":null}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":{"SequenceNumber":null}}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":{"SequenceNumber":""}}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":{"SequenceNumber":"\"1\""}}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":{"SequenceNumber":"1.5"}}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":{"SequenceNumber":1.5}}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":{"SequenceNumber":"9223372036854775808","DeliveryCount":"1"}}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":{"SequenceNumber":9223372036854775808}}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":{"SequenceNumberArray":"[1]"}}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}""")]
    [InlineData("""{"Data":{"message":"UgE="},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1"}}x""")]
    public void ReadQueued_AnotherForm_IsInvalidData(string call) => Assert.Throws<InvalidDataException>(() => Read(call));

    [Theory]
    [InlineData("""{"Diagnostic-Id":"00-a-b-01","other":1}""", "00-a-b-01")]
    [InlineData("\"{\\\"Diagnostic-Id\\\":\\\"00-a-b-01\\\"}\"", "00-a-b-01")] // an object inside a string
    [InlineData("{}", null)]
    [InlineData("""{"Diagnostic-Id":1}""", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("\"{}\"", null)]
    public void ReadQueued_ApplicationProperties_GiveTheContext(string properties, string? expected) => Assert.Equal(
        expected,
        Read("""{"Data":{"message":"UgE="},"Metadata":{"SequenceNumber":"1","DeliveryCount":"1","ApplicationProperties":VALUE}}""".Replace("VALUE", properties, StringComparison.Ordinal)).TraceParent);

    private static Relay.Functions.Queue.QueuedMessage Read(string call) => Invocation.ReadQueued("envelopes", Encoding.UTF8.GetBytes(call));
}
