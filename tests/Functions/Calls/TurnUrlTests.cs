using Relay.Functions.Calls;

namespace Relay.Functions.Tests.Calls;

public sealed class TurnUrlTests
{
    [Theory]
    [InlineData("turn:turn.example.org")]
    [InlineData("turn:turn.example.org:3478")]
    [InlineData("turn:turn.example.org?transport=udp")]
    [InlineData("turn:turn.example.org:80?transport=tcp")]
    [InlineData("turns:turn.example.org:443?transport=tcp")]
    [InlineData("turn:192.0.2.1:65535")]
    [InlineData("turn:[2001:db8::1]")]
    [InlineData("turns:[2001:db8::1]:5349?transport=tcp")]
    [InlineData("turn:localhost")]
    public void IsValid_OfRfc7065_Is(string url) => Assert.True(TurnUrl.IsValid(url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("turn:")]
    [InlineData("turn.example.org")]
    [InlineData("stun:turn.example.org")]
    [InlineData("https://turn.example.org")]
    [InlineData("TURN:turn.example.org")]
    [InlineData("turn://turn.example.org")]
    [InlineData("turn:user@turn.example.org")]
    [InlineData("turn:turn.example.org/path")]
    [InlineData("turn:turn example.org")]
    [InlineData("turn:turn.example.org ")]
    [InlineData("turn:turn.example.org\n")]
    [InlineData("turn::3478")]
    [InlineData("turn:turn.example.org:")]
    [InlineData("turn:turn.example.org:0")]
    [InlineData("turn:turn.example.org:65536")]
    [InlineData("turn:turn.example.org:+80")]
    [InlineData("turn:turn.example.org:80:80")]
    [InlineData("turn:turn.example.org?transport=sctp")]
    [InlineData("turn:turn.example.org?transport=udp&x=1")]
    [InlineData("turn:turn.example.org?")]
    [InlineData("turn:2001:db8::1")]
    [InlineData("turn:[2001:db8::1")]
    [InlineData("turn:2001:db8::1]")]
    [InlineData("turn:[turn.example.org]")]
    [InlineData("turn:x[2001:db8::1]")]
    [InlineData("turn:[2001:db8::1]80")]
    public void IsValid_OfAnotherForm_IsNot(string? url) => Assert.False(TurnUrl.IsValid(url));
}
