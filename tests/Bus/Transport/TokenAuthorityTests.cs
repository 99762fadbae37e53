using Relay.Local.Bus.Tests.Engine;
using Relay.Local.Bus.Transport;

namespace Relay.Local.Bus.Tests.Transport;

public sealed class TokenAuthorityTests
{
    private const string Resource = "sb://localhost/q";

    private readonly FakeClock _clock = new();

    private string Valid => SharedAccess.Token(Resource, _clock.GetUtcNow().AddMinutes(1));

    [Fact]
    public void Token_ThatIsValid_LivesUntilItsEnd()
    {
        Assert.Equal(new TokenCheck(TokenFault.None, _clock.GetUtcNow().AddMinutes(1)), Check(Valid));

        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TokenFault.None, Check(SharedAccess.Token(Resource, _clock.GetUtcNow().AddSeconds(1))).Fault);
        Assert.Equal(TokenFault.Expired, Check(SharedAccess.Token(Resource, _clock.GetUtcNow())).Fault);
    }

    [Fact]
    public void Token_BeyondTheLastDate_IsValid()
    {
        var token = Valid;
        var far = token.Replace($"se={_clock.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds()}", "se=99999999999999", StringComparison.Ordinal);

        Assert.Equal(TokenFault.InvalidSignature, Check(far).Fault);
        Assert.Equal(TokenFault.None, Check(SharedAccess.Token(Resource, DateTimeOffset.MaxValue)).Fault);
    }

    [Fact]
    public void Token_WithoutAKeyToCheck_IsAccepted()
    {
        var open = new TokenAuthority(null, SharedAccess.KeyName, _clock);

        Assert.False(open.Checks);
        Assert.Equal(TokenFault.None, open.Check(null, ResourcePath.OfEntity("q")).Fault);
    }

    [Fact]
    public void Key_ThatIsEmpty_IsRefused() => Assert.Throws<ArgumentException>(() => new TokenAuthority("", SharedAccess.KeyName, _clock));

    [Theory]
    [InlineData(SharedAccess.WrongKey, SharedAccess.KeyName)]
    [InlineData(SharedAccess.Key, "rootmanagesharedaccesskey")]
    [InlineData(SharedAccess.Key, "")]
    public void Token_OfAnotherKey_IsInvalid(string key, string keyName) => Assert.Equal(
        TokenFault.InvalidSignature, Check(SharedAccess.Token(Resource, _clock.GetUtcNow().AddMinutes(1), key, keyName)).Fault);

    [Theory]
    [InlineData("sr=", "sr=x")]
    [InlineData("sig=", "sig=x")]
    [InlineData("se=", "se=1")]
    [InlineData("%3A", "%3a")]
    public void Token_ChangedAfterSigning_IsInvalid(string part, string changed) =>
        Assert.Equal(TokenFault.InvalidSignature, Check(Valid.Replace(part, changed, StringComparison.Ordinal)).Fault);

    [Theory]
    [InlineData("sr=", "SR=")]
    [InlineData("&sig=", "&sig=a&sig=")]
    [InlineData("&se=", "&se=-")]
    [InlineData("&se=", "&se=99999999999")]
    [InlineData("&skn=", "&name=")]
    [InlineData("&skn=", "&skn&x=")]
    [InlineData("SharedAccessSignature ", "")]
    [InlineData("SharedAccessSignature ", "Bearer ")]
    public void Token_WithAFieldMissingOrUnreadable_IsMalformed(string part, string changed) =>
        Assert.Equal(TokenFault.Malformed, Check(Valid.Replace(part, changed, StringComparison.Ordinal)).Fault);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("SharedAccessSignature")]
    [InlineData("SharedAccessSignature ")]
    [InlineData("SharedAccessSignature =&=")]
    public void Token_ThatIsNone_IsMalformed(string? token) => Assert.Equal(TokenFault.Malformed, Check(token).Fault);

    [Theory]
    [InlineData("sb://localhost/", true)]
    [InlineData("http://LOCALHOST:80/Q", true)]
    [InlineData("sb://localhost/q/$management", false)]
    [InlineData("sb://localhost/other", false)]
    public void Token_ForAnAudience_OpensWhatLiesBelow(string audience, bool opens) =>
        Assert.Equal(
            opens ? TokenFault.None : TokenFault.InvalidAudience, Check(SharedAccess.Token(audience, _clock.GetUtcNow().AddMinutes(1))).Fault);

    private TokenCheck Check(string? token) =>
        new TokenAuthority(SharedAccess.Key, SharedAccess.KeyName, _clock).Check(token, ResourcePath.OfEntity("q"));
}
