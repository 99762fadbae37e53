using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Relay.Signatures;

namespace Relay.Client.Tests.Signatures;

public sealed class KeyThumbprintTests
{
    // RFC 8037, appendix A.3.
    private static readonly JsonWebKey Rfc8037 = new() { Kty = "OKP", Crv = "Ed25519", Kid = "any", X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };

    [Fact]
    public void Of_KeyOfRfc8037_IsItsThumbprint() => Assert.Equal("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", KeyThumbprint.Of(Rfc8037));

    [Fact]
    public void Of_EcKey_IsTheHashOfItsFourMembers()
    {
        using var key = SigningKey.CreateEcdsaP256("whatsapp-1");
        var jwk = key.Public.ToJwk();
        var members = $"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{jwk.X}\",\"y\":\"{jwk.Y}\"}}";
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(members))), KeyThumbprint.Of(jwk));
    }

    [Fact]
    public void Of_SameKeyUnderAnotherIdAndTime_IsTheSame() => Assert.Equal(
        KeyThumbprint.Of(Rfc8037), KeyThumbprint.Of(Rfc8037 with { Kid = "other", Alg = "EdDSA", Use = "sig", ExpiresAt = DateTimeOffset.UnixEpoch }));

    [Fact]
    public void Of_NoKey_IsAFormatException() => Assert.Throws<FormatException>(() => KeyThumbprint.Of(Rfc8037 with { X = "AAAA" }));

    [Theory]
    [InlineData(null, null, 0, KeyValidity.Valid)]
    [InlineData(0, 10, 0, KeyValidity.Valid)]
    [InlineData(0, 10, 9, KeyValidity.Valid)]
    [InlineData(0, 10, 10, KeyValidity.Expired)]
    [InlineData(5, 10, 4, KeyValidity.NotYetValid)]
    [InlineData(5, null, 4, KeyValidity.NotYetValid)]
    [InlineData(null, 10, 11, KeyValidity.Expired)]
    [InlineData(20, 10, 15, KeyValidity.Expired)]
    public void ValidityAt_Time_IsWithinNotBeforeAndExpiresAt(int? from, int? until, int at, KeyValidity expected) =>
        Assert.Equal(expected, (Rfc8037 with { NotBefore = Second(from), ExpiresAt = Second(until) }).ValidityAt(Second(at)!.Value));

    private static DateTimeOffset? Second(int? second) => second is { } some ? DateTimeOffset.UnixEpoch.AddSeconds(some) : null;
}
