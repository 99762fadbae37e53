namespace Relay.Functions.Tests.Accept;

/// <summary>Bodies that are no request, or hardly JSON.</summary>
public sealed class EnvelopeRequestJsonTests
{
    private static string Valid => Requests.Of(Requests.Envelope()).ToJsonString();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"envelopes\"")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"envelopes\"")]
    [InlineData("{\"envelopes\":")]
    [InlineData("{\"envelopes\":[")]
    [InlineData("{\"envelopes\":[{")]
    [InlineData("{'envelopes':[]}")]
    [InlineData("{\"other\":[]}")]
    [InlineData("{\"Envelopes\":[]}")]
    [InlineData("<html></html>")]
    [InlineData("\uFEFF{}")]
    public void Body_ThatIsNoRequest_IsRefusedAsBody(string body) => Assert.Equal("body", Requests.Refusal(body).Field);

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"envelopes\":[]}")]
    [InlineData("{\"envelopes\":null}")]
    [InlineData("{\"envelopes\":{}}")]
    [InlineData("{\"envelopes\":\"\"}")]
    public void Body_WithoutEnvelopes_IsRefusedAsEnvelopes(string body) => Assert.Equal("envelopes", Requests.Refusal(body).Field);

    [Theory]
    [InlineData("x")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\0")]
    public void Body_WithTrailingData_IsRefused(string trailing) => Assert.Equal("body", Requests.Refusal(Valid + trailing).Field);

    [Fact]
    public void Body_WithTrailingWhiteSpace_IsRead() => Assert.Null(Requests.Parse(Valid + " \r\n\t").Problem);

    [Fact]
    public void Body_WithEnvelopesTwice_IsRefused() =>
        Assert.Equal("body", Requests.Refusal(Valid[..^1] + "," + Valid[1..]).Field);

    [Fact]
    public void Body_WithAnotherMember_IsRefused()
    {
        Assert.Equal("body", Requests.Refusal(Valid[..^1] + ",\"x\":1}").Field);
        Assert.Equal("body", Requests.Refusal("{\"x\":1," + Valid[1..]).Field);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void Body_NestedDeeply_IsRefused(string opening)
    {
        var deep = string.Concat(Enumerable.Repeat(opening, 10_000));
        Requests.Refusal("{\"envelopes\":" + deep);
        Requests.Refusal("{\"envelopes\":[{\"ciphertexts\":" + deep);
        Requests.Refusal("{\"envelopes\":[{\"from\":{\"user\":" + deep);
    }

    // A surrogate without its other half can be written in JSON but is no text.
    [Theory]
    [InlineData("\"id\"", "\"\\ud800\"")]
    [InlineData("\"urgent\"", "\"\\ud800\"")]
    [InlineData("\"ana\"", "\"\\udc00\"")]
    [InlineData("\"partner\"", "\"\\udc00\"")]
    [InlineData("\"device\"", "\"\\ud800x\"")]
    [InlineData("\"AAAA\"", "\"\\ud800\"")]
    [InlineData("\"envelopes\"", "\"\\ud800\"")]
    public void Body_WithAHalfSurrogate_IsRefused(string part, string replacement) =>
        Requests.Refusal(Valid.Replace(part, replacement, StringComparison.Ordinal));

    [Theory]
    [InlineData("\"ana\"")]
    [InlineData("\"urgent\"")]
    [InlineData("\"whatsapp\"")]
    [InlineData("\"from\"")]
    [InlineData("\"type\"")]
    public void Body_WithBytesThatAreNoUtf8_IsRefused(string part)
    {
        var body = Encoding.UTF8.GetBytes(Valid);
        var at = Valid.IndexOf(part, StringComparison.Ordinal);
        body[at + 1] = 0xFF;
        Assert.NotNull(Requests.Parse(body).Problem?.Field);
    }
}
