using Relay.Signatures;

namespace Relay.Client.Tests.Signatures;

public sealed class MessageSignerTests
{
    [Theory]
    [InlineData("", "relay.example", "/", "")]
    [InlineData("GET", "", "/", "")]
    [InlineData("GET", "relay.example", "/é", "")]
    [InlineData("GET", "relay.example", "/a\n", "")]
    [InlineData("GET", "relay.example", "/", "a=b")]
    public void Sign_LineThatCannotBeSigned_Throws(string method, string authority, string path, string query) =>
        Assert.Throws<ArgumentException>(() => Signer().Sign(new SignedRequestLine(method, authority, path, query), []));

    [Fact]
    public void Sign_SameRequestTwice_HasAnotherNonce()
    {
        var line = new SignedRequestLine("GET", "relay.example", "", "");
        Assert.NotEqual(Signer().Sign(line, []).SignatureInput, Signer().Sign(line, []).SignatureInput);
    }

    [Fact]
    public void Sign_Request_NamesLabelComponentsAndParametersInOrder()
    {
        var headers = Signer().Sign(new SignedRequestLine("GET", "relay.example", "/", ""), []);
        Assert.Matches(
            "^sig1=\\(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\"\\);created=1800000000;expires=1800000300;"
            + "nonce=\"[A-Za-z0-9_-]{22}\";keyid=\"whatsapp-1\";alg=\"ecdsa-p256-sha256\";tag=\"relay-request\"$",
            headers.SignatureInput);
        Assert.Matches("^sig1=:[A-Za-z0-9+/]{86}==:$", headers.Signature);
    }

    private static MessageSigner Signer() => new(Sample.Key, SignatureTags.Request, new Support.ManualClock(Sample.Start));
}
