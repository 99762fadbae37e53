using Microsoft.AspNetCore.Http;
using Relay.Functions.Operators;

namespace Relay.Functions.Tests.Operators;

public sealed class OperatorSessionsTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Session_BegunAtOneInstance_IsReadByAnother()
    {
        var context = Begin();
        var found = OperatorSamples.Sessions(_clock).Find(OperatorSamples.Next(context));
        Assert.Equal((OperatorSamples.KeyId, OperatorSamples.KeyId), (found!.Name, found.Actor));
    }

    [Fact]
    public void Cookie_OverHttps_IsBoundToTheHostAndOutOfReach()
    {
        var cookie = Assert.Single(Begin().Response.Headers.SetCookie)!;
        Assert.StartsWith("__Host-relay-operator=", cookie, StringComparison.Ordinal);
        foreach (var attribute in new[] { "path=/", "secure", "samesite=strict", "httponly" })
            Assert.Contains("; " + attribute, cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(OperatorSamples.KeyId, cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:7071", false)]
    [InlineData("127.0.0.1:7071", false)]
    [InlineData("relay.example:8443", true)]
    public void Cookie_IsSecure_UnlessTheRelayIsOnLoopback(string authority, bool secure)
    {
        var context = new DefaultHttpContext();
        OperatorSamples.Sessions(_clock, OperatorSamples.Relay(authority)).Begin(context, "o", OperatorSamples.KeyId, null);
        Assert.Equal(secure, context.Response.Headers.SetCookie.ToString().Contains("; secure", StringComparison.Ordinal));
    }

    [Fact]
    public void Session_AfterItsTime_IsNone()
    {
        var context = Begin(new OperatorOptions { SessionMinutes = 60 });
        _clock.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1));
        Assert.NotNull(OperatorSamples.Sessions(_clock).Find(OperatorSamples.Next(context)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(OperatorSamples.Sessions(_clock).Find(OperatorSamples.Next(context)));
    }

    [Fact]
    public void Session_OfAKeyThatIsNoOperatorsAnyMore_IsNone() =>
        Assert.Null(OperatorSamples.Sessions(_clock, OperatorSamples.Relay(keyId: "operator-2")).Find(OperatorSamples.Next(Begin())));

    [Fact]
    public void Session_OfAnIssuer_IsNoneWhereNoneIsConfigured()
    {
        var oidc = new OperatorOptions { OidcAuthority = "https://issuer.example/", OidcClientId = "relay" };
        var context = new DefaultHttpContext();
        OperatorSamples.Sessions(_clock, options: oidc).Begin(context, "Olga", null, "subject-1");

        Assert.Equal("oidc:subject-1", OperatorSamples.Sessions(_clock, options: oidc).Find(OperatorSamples.Next(context))!.Actor);
        Assert.Null(OperatorSamples.Sessions(_clock).Find(OperatorSamples.Next(context)));
    }

    [Fact]
    public void Cookie_OfAnotherRelay_IsNone() =>
        Assert.Null(OperatorSamples.Sessions(_clock, OperatorSamples.Relay(secret: 2)).Find(OperatorSamples.Next(Begin())));

    [Fact]
    public void Cookie_WithAnyBitChanged_IsNone()
    {
        var next = OperatorSamples.Next(Begin());
        var (name, value) = (next.Request.Headers.Cookie.ToString().Split('=')[0], next.Request.Headers.Cookie.ToString().Split('=')[1]);
        for (var i = 0; i < value.Length; i += 7)
        {
            next.Request.Headers.Cookie = $"{name}={value[..i]}{(value[i] == 'A' ? 'B' : 'A')}{value[(i + 1)..]}";
            Assert.Null(OperatorSamples.Sessions(_clock).Find(next));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAA")]
    [InlineData("not base64url!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Cookie_ThatIsNone_IsNone(string value)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = "__Host-relay-operator=" + value;
        Assert.Null(OperatorSamples.Sessions(_clock).Find(context));
    }

    [Theory]
    [InlineData("same-origin", null, "1", true)]
    [InlineData(null, "https://relay.example", "1", true)]
    [InlineData("same-origin", null, null, false)] // a link or a form
    [InlineData("cross-site", "https://relay.example", "1", false)]
    [InlineData("same-site", null, "1", false)] // another host of the same domain
    [InlineData("none", null, "1", false)]
    [InlineData(null, "https://evil.example", "1", false)]
    [InlineData(null, "http://relay.example", "1", false)]
    [InlineData(null, "null", "1", false)]
    [InlineData(null, null, "1", false)]
    public void Change_FromElsewhereThanThePage_IsUnwanted(string? site, string? origin, string? page, bool wanted)
    {
        var context = new DefaultHttpContext();
        if (site is not null)
            context.Request.Headers["Sec-Fetch-Site"] = site;
        if (origin is not null)
            context.Request.Headers.Origin = origin;
        if (page is not null)
            context.Request.Headers["X-Relay-Page"] = page;

        Assert.Equal(wanted ? null : 403, OperatorSamples.Sessions(_clock).Unwanted(context)?.Status);
    }

    private DefaultHttpContext Begin(OperatorOptions? options = null)
    {
        var context = new DefaultHttpContext();
        OperatorSamples.Sessions(_clock, options: options).Begin(context, OperatorSamples.KeyId, OperatorSamples.KeyId, null);
        return context;
    }
}
