using System.Net;
using System.Numerics;
using Relay.Functions.Deliver;

namespace Relay.Functions.Tests.Deliver;

/// <summary>The IANA special-purpose address registries, row by row, written apart from the table of the program, against what the relay calls.</summary>
public sealed class SpecialBlocksTests
{
    // Two rows are doors to other addresses, and looked at by what they lead to: IPv4-mapped and the well-known NAT64 prefix.
    private static readonly string[] Doors = ["::ffff:0:0/96", "64:ff9b::/96"];

    public static TheoryData<string, string> Registry => new()
    {
        { "0.0.0.0/8", "RFC791" },
        { "0.0.0.0/32", "RFC1122" },
        { "10.0.0.0/8", "RFC1918" },
        { "100.64.0.0/10", "RFC6598" },
        { "127.0.0.0/8", "RFC1122" },
        { "169.254.0.0/16", "RFC3927" },
        { "172.16.0.0/12", "RFC1918" },
        { "192.0.0.0/24", "RFC6890" },
        { "192.0.0.0/29", "RFC7335" },
        { "192.0.0.8/32", "RFC7600" },
        { "192.0.0.9/32", "RFC7723" },
        { "192.0.0.10/32", "RFC8155" },
        { "192.0.0.170/32", "RFC8880" },
        { "192.0.0.171/32", "RFC8880" },
        { "192.0.2.0/24", "RFC5737" },
        { "192.31.196.0/24", "RFC7535" },
        { "192.52.193.0/24", "RFC7450" },
        { "192.88.99.0/24", "RFC7526" },
        { "192.168.0.0/16", "RFC1918" },
        { "192.175.48.0/24", "RFC7534" },
        { "198.18.0.0/15", "RFC2544" },
        { "198.51.100.0/24", "RFC5737" },
        { "203.0.113.0/24", "RFC5737" },
        { "224.0.0.0/4", "RFC5771" },
        { "240.0.0.0/4", "RFC1112" },
        { "255.255.255.255/32", "RFC8190" },
        { "168.63.129.16/32", "Azure" },
        { "::1/128", "RFC4291" },
        { "::/128", "RFC4291" },
        { "64:ff9b:1::/48", "RFC8215" },
        { "100::/64", "RFC6666" },
        { "100:0:0:1::/64", "RFC9780" },
        { "2001::/23", "RFC2928" },
        { "2001::/32", "RFC4380" },
        { "2001:1::1/128", "RFC7723" },
        { "2001:1::2/128", "RFC8155" },
        { "2001:1::3/128", "RFC9665" },
        { "2001:2::/48", "RFC5180" },
        { "2001:3::/32", "RFC7450" },
        { "2001:4:112::/48", "RFC7535" },
        { "2001:10::/28", "RFC4843" },
        { "2001:20::/28", "RFC7343" },
        { "2001:30::/28", "RFC9374" },
        { "2001:db8::/32", "RFC3849" },
        { "2002::/16", "RFC3056" },
        { "2620:4f:8000::/48", "RFC7534" },
        { "3fff::/20", "RFC9637" },
        { "5f00::/16", "RFC9602" },
        { "fc00::/7", "RFC4193" },
        { "fe80::/10", "RFC4291" },
        { "fec0::/10", "RFC3879" },
        { "ff00::/8", "RFC4291" },
        { "::/96", "RFC4291" },
    };

    public static TheoryData<string> OwnBlocks => [.. SpecialBlocks.V4.Concat(SpecialBlocks.V6).Select(block => block.Network.ToString())];

    [Theory]
    [MemberData(nameof(Registry))]
    public void Is_FirstMiddleAndLastAddressOfARow_IsNotPublic(string block, string source)
    {
        var network = IPNetwork.Parse(block);
        foreach (var address in Samples(network))
            Assert.False(PublicAddress.Is(address), $"{address} of {block} ({source})");
    }

    [Theory]
    [MemberData(nameof(Registry))]
    public void Is_V4RowInADoor_IsNotPublic(string block, string source)
    {
        foreach (var address in Samples(IPNetwork.Parse(block)).Where(address => address.GetAddressBytes().Length == 4))
        {
            foreach (var door in Doors)
            {
                byte[] through = [.. IPNetwork.Parse(door).BaseAddress.GetAddressBytes().AsSpan(0, 12), .. address.GetAddressBytes()];
                Assert.False(PublicAddress.Is(new IPAddress(through)), $"{address} of {block} ({source}) in {door}");
            }
        }
    }

    // Nothing is refused that no registry names: every block of the relay's own table lies in a row, or is one of the relay's two.
    [Theory]
    [MemberData(nameof(OwnBlocks))]
    public void Table_EachBlock_LiesInARow(string block)
    {
        string[] beyond = ["::ffff:0:0:0/96"];
        var network = IPNetwork.Parse(block);
        Assert.True(
            beyond.Contains(block) || Registry.Any(row => IPNetwork.Parse(row.Data.Item1) is var known && known.Contains(network.BaseAddress) && known.PrefixLength <= network.PrefixLength),
            block);
    }

    [Fact]
    public void Table_EachBlock_NamesPurposeAndSource() => Assert.All(
        SpecialBlocks.V4.Concat(SpecialBlocks.V6), block => Assert.Matches("^(RFC \\d+|Azure documentation)$", block.Source));

    private static IEnumerable<IPAddress> Samples(IPNetwork network)
    {
        var first = network.BaseAddress.GetAddressBytes();
        var size = BigInteger.One << ((first.Length * 8) - network.PrefixLength);
        return ((BigInteger[])[0, size / 2, size - 1]).Distinct().Select(offset => Add(first, offset));
    }

    private static IPAddress Add(byte[] address, BigInteger offset)
    {
        var sum = new BigInteger(address, isUnsigned: true, isBigEndian: true) + offset;
        var bytes = sum.ToByteArray(isUnsigned: true, isBigEndian: true);
        return new IPAddress([.. new byte[address.Length - bytes.Length], .. bytes]);
    }
}
