using System.Globalization;

namespace Relay.Local.Bus.Transport;

/// <summary>What is wrong with a token.</summary>
internal enum TokenFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not a shared access signature, or a field is missing, doubled or unreadable.</summary>
    Malformed,

    /// <summary>It names another key, or was not signed with this one.</summary>
    InvalidSignature,

    /// <summary>Its time has passed.</summary>
    Expired,

    /// <summary>It is for another resource.</summary>
    InvalidAudience,
}

/// <summary>The outcome of checking a token.</summary>
/// <param name="Fault">What is wrong with it.</param>
/// <param name="Expiry">When it ends; only for <see cref="TokenFault.None"/> and <see cref="TokenFault.Expired"/>.</param>
internal readonly record struct TokenCheck(TokenFault Fault, DateTimeOffset Expiry)
{
    /// <summary>The fault as Service Bus words it.</summary>
    public string Description => Fault switch
    {
        TokenFault.None => "Accepted",
        TokenFault.InvalidSignature => "InvalidSignature: The token has an invalid signature.",
        TokenFault.Expired => ExpiredAt(Expiry),
        TokenFault.InvalidAudience => "InvalidAudience: The token is for another resource.",
        _ => "MalformedToken: The token is not a shared access signature with the fields sr, sig, se and skn.",
    };

    /// <summary>What a link, or a request, hears whose token has ended.</summary>
    public static string ExpiredAt(DateTimeOffset expiry) => string.Create(
        CultureInfo.InvariantCulture, $"ExpiredToken: The token is expired. Expiration time: '{expiry.UtcDateTime:u}'.");
}
