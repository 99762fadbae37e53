using System.Text;
using Relay.Signatures.Identity;

namespace Relay.Client.Tests.Identity;

/// <summary>What identity keys sign, byte for byte as docs/people.md says it.</summary>
public sealed class LinkStatementTests
{
    private static readonly byte[] Key = [5, .. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] OtherKey = [5, .. Enumerable.Range(101, 32).Select(i => (byte)i)];
    private static readonly Guid Link = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void ToBytes_Parts_EachFollowTheirLength()
    {
        var expected = "72656c61792d6c696e6b2d7631" // relay-link-v1
            + "0009696e7374616772616d" // instagram
            + "0003616e61" // ana
            + "0021" + Convert.ToHexString(Key)
            + "00087768617473617070" // whatsapp
            + "0006616e612d3237" // ana-27
            + "0021" + Convert.ToHexString(OtherKey)
            + "0010" + "00112233445566778899aabbccddeeff";
        Assert.Equal(expected, Convert.ToHexString(Statement("instagram", "ana", "whatsapp", "ana-27")), ignoreCase: true);
    }

    [Fact]
    public void ToBytes_PartsDividedDifferently_AreOtherBytes() =>
        Assert.NotEqual(Statement("instagram", "ana", "whatsapp", "ben"), Statement("instagrama", "na", "whatsapp", "ben"));

    [Fact]
    public void ToBytes_TheOtherSide_AreOtherBytes() =>
        Assert.NotEqual(
            LinkStatement.ToBytes("instagram", "ana", Key, "whatsapp", "ana-27", OtherKey, Link),
            LinkStatement.ToBytes("whatsapp", "ana-27", OtherKey, "instagram", "ana", Key, Link));

    [Fact]
    public void ToBytes_PartTooLong_Throws() =>
        Assert.Throws<ArgumentException>(() => Statement("instagram", new string('a', 65_536), "whatsapp", "ben"));

    [Fact]
    public void ToBytes_LettersOutsideAscii_AreUtf8() =>
        Assert.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes("ö")), Convert.ToHexString(Statement("instagram", "ö", "whatsapp", "ben")), StringComparison.Ordinal);

    private static byte[] Statement(string partner, string user, string otherPartner, string otherUser) =>
        LinkStatement.ToBytes(partner, user, Key, otherPartner, otherUser, OtherKey, Link);
}
