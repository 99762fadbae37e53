using System.Text;
using Relay.Signatures.Identity;
using Relay.Signatures.Transparency;

namespace Relay.Client.Tests.Transparency;

/// <summary>The bytes of docs/transparency.md.</summary>
public sealed class KeyEntryTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static KeyEntry Entry => new(
        2,
        [.. Enumerable.Repeat((byte)0xAA, 32)],
        "instagram",
        "ana",
        Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        [5, .. Enumerable.Repeat((byte)0xBB, 32)],
        [(2, 0x3FFF), (1, 4711)],
        [.. new byte[] { 4, 1, 3, 2 }.Select(first => (byte[])[first, .. new byte[31]])]);

    [Fact]
    public void ToBytes_IsTheDocumentedForm()
    {
        byte[] expected =
        [
            0, 0, 0, 2,
            0, 32, .. Enumerable.Repeat((byte)0xAA, 32),
            0, 9, .. Encoding.ASCII.GetBytes("instagram"),
            0, 3, .. Encoding.ASCII.GetBytes("ana"),
            .. Convert.FromHexString("00112233445566778899aabbccddeeff"),
            0, 33, 5, .. Enumerable.Repeat((byte)0xBB, 32),
            0, 2, 0, 0, 0, 1, 0, 0, 0x12, 0x67, 0, 0, 0, 2, 0, 0, 0x3F, 0xFF,
            1, .. new byte[31], 2, .. new byte[31], 3, .. new byte[31], 4, .. new byte[31],
        ];
        Assert.Equal(expected, Entry.ToBytes());
    }

    [Fact]
    public void ToBytes_OfAUserWithoutAnything_HasEmptyParts()
    {
        var bytes = (Entry with { Version = 1, Previous = null, IdentityKey = null, Devices = [] }).ToBytes();
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 9], bytes[..8]);
        Assert.Equal([0, 0, 0, 0, 1], bytes[^(4 + 128)..^127]);
    }

    [Fact]
    public void Commitment_HashesContextOpeningAndState()
    {
        var opening = KeyOpenings.OfVersion(Salt, 2);
        byte[] hashed = [.. Encoding.ASCII.GetBytes("relay-key-entry-v1"), .. opening, .. Entry.ToBytes()];
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(hashed), Entry.Commitment(opening));
    }

    [Fact]
    public void Openings_AreHmacsOfPurposeAndVersion()
    {
        Assert.Equal(System.Security.Cryptography.HMACSHA256.HashData(Salt, Bytes("opening", 0, 0, 1, 2)), KeyOpenings.OfVersion(Salt, 258));
        Assert.Equal(System.Security.Cryptography.HMACSHA256.HashData(Salt, Bytes("link", 0, 0, 1, 2, 3)), KeyOpenings.OfLink(Salt, 258, 3));
    }

    [Fact]
    public void LinkCommitment_HashesOpeningAndStatement()
    {
        var statement = LinkStatement.ToBytes("a", "b", [], "c", "d", [], Guid.Empty);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData([.. Salt, .. statement]), LinkCommitment.Of(Salt, statement));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(Salt), LinkCommitment.Of(Salt, []));
    }

    [Theory]
    [InlineData(3, 32)]
    [InlineData(5, 32)]
    [InlineData(4, 31)]
    public void ToBytes_WithOtherLinksThanFour_Throws(int count, int length) =>
        Assert.Throws<ArgumentException>(() => (Entry with { Links = [.. Enumerable.Range(0, count).Select(_ => new byte[length])] }).ToBytes());

    private static byte[] Bytes(string text, params byte[] more) => [.. Encoding.ASCII.GetBytes(text), .. more];
}
