using System.Security.Cryptography;
using System.Text;
using Relay.Signatures;

namespace Relay.Client.Tests.Signatures;

public sealed class ContentDigestTests
{
    // RFC 9530, appendix D: the digest of {"hello": "world"} and a line feed.
    private const string Known = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"hello\": \"world\"}\n");

    [Fact]
    public void Create_BodyOfTheRfc_GivesItsDigest() => Assert.Equal(Known, ContentDigest.Create(Body));

    [Fact]
    public void Create_EmptyBody_IsTheDigestOfNothing() =>
        Assert.Equal("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", ContentDigest.Create([]));

    [Theory]
    [InlineData(Known, true)]
    [InlineData("sha-512=:AAAA:, " + Known, true)]
    [InlineData(Known + ";a=1,md5=:AAAA:", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("sha-256", false)]
    [InlineData("sha-512=:AAAA:", false)]
    [InlineData(Known + "," + Known, false)]
    [InlineData(Known + ",", false)]
    [InlineData(Known + ", sha-512=oops oops", false)]
    [InlineData("sha-256=:AAAA:", false)]
    [InlineData("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDh=:", true)] // stray bits after the last byte: RFC 8941 wants them let pass
    [InlineData("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDgA:", false)]
    [InlineData("sha-256=\"RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=\"", false)]
    [InlineData("sha-256=:SK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", false)]
    [InlineData("SHA-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", false)]
    public void Matches_Header_IsJudged(string? header, bool expected) =>
        Assert.Equal(expected, ContentDigest.Matches(header, SHA256.HashData(Body)));

    [Fact]
    public void Matches_HashOfOtherLength_Throws() => Assert.Throws<ArgumentException>(() => ContentDigest.Matches(Known, new byte[31]));
}
