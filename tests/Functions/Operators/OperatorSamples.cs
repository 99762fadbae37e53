using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Operators;
using Relay.Functions.Operators.SignIn;
using Relay.Functions.People;
using Relay.Signatures;

namespace Relay.Functions.Tests.Operators;

/// <summary>Sessions and origins of a relay with one operator, without any store.</summary>
internal static class OperatorSamples
{
    public const string KeyId = "operator-1";

    public static IOptions<RelayOptions> Relay(string authority = "relay.example", byte secret = 1, string keyId = KeyId) => Options.Create(new RelayOptions
    {
        Authority = authority,
        AddressKey = Convert.ToBase64String(Enumerable.Repeat(secret, 32).ToArray()),
        Operators = [new JsonWebKey { Kid = keyId, Kty = "OKP", Crv = "Ed25519", X = "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs" }],
    });

    public static OperatorSessions Sessions(ManualClock clock, IOptions<RelayOptions>? relay = null, OperatorOptions? options = null)
    {
        relay ??= Relay();
        return new OperatorSessions(new AddressKeys(relay), new PublicOrigin(relay), relay, Options.Create(options ?? new OperatorOptions()), clock);
    }

    /// <summary>A browser's next request, with the cookies that an answer set.</summary>
    public static DefaultHttpContext Next(HttpContext answered, string method = "GET")
    {
        var context = new DefaultHttpContext { Request = { Method = method } };
        context.Request.Headers.Cookie = string.Join("; ", answered.Response.Headers.SetCookie.Select(cookie => cookie!.Split(';')[0]));
        return context;
    }
}
