namespace Relay.Signatures;

/// <summary>What a signature is for (RFC 9421, section 2.3, parameter <c>tag</c>): one made for one purpose is refused for the other.</summary>
public static class SignatureTags
{
    /// <summary>A partner's or operator's call to the relay.</summary>
    public const string Request = "relay-request";

    /// <summary>The relay's call to a partner's endpoint.</summary>
    public const string Webhook = "relay-webhook";
}
