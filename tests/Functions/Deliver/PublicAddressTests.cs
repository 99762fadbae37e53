using System.Net;
using Relay.Functions.Deliver;

namespace Relay.Functions.Tests.Deliver;

/// <summary>First and last addresses of the special-purpose registries, their neighbours, and IPv4 inside IPv6.</summary>
public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.255.255.255")]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.0")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("168.63.129.16")] // Azure's platform
    [InlineData("169.254.169.254")] // instance metadata
    [InlineData("169.254.0.0")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.0")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.31.196.1")]
    [InlineData("192.52.193.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.0")]
    [InlineData("192.168.255.255")]
    [InlineData("192.175.48.1")]
    [InlineData("198.18.0.0")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.255")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    public void Is_SpecialV4_IsNotPublicInAnyClothes(string address)
    {
        var parsed = IPAddress.Parse(address);
        Assert.False(PublicAddress.Is(parsed));
        Assert.False(PublicAddress.Is(parsed.MapToIPv6()));
        Assert.False(PublicAddress.Is(IPAddress.Parse("64:ff9b::" + address)));
        Assert.False(PublicAddress.Is(SixToFour(parsed)));
        Assert.False(PublicAddress.Is(IPAddress.Parse("::" + address)));
    }

    [Theory]
    [InlineData("1.0.0.0")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("168.63.129.15")]
    [InlineData("168.63.129.17")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    public void Is_OtherV4_IsPublicInAnyClothesThatCarryIt(string address)
    {
        var parsed = IPAddress.Parse(address);
        Assert.True(PublicAddress.Is(parsed));
        Assert.True(PublicAddress.Is(parsed.MapToIPv6()));
        Assert.True(PublicAddress.Is(IPAddress.Parse("64:ff9b::" + address)));

        // 6to4 is given up (RFC 7526): its routers are nobody's. IPv4-compatible addresses (::a.b.c.d) are deprecated and go nowhere.
        Assert.False(PublicAddress.Is(IPAddress.Parse("::" + address)));
    }

    [Theory]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("64:ff9b:1::1")] // local NAT64
    [InlineData("100::1")] // discard
    [InlineData("2001::1")] // Teredo
    [InlineData("2001:2::1")] // benchmarking
    [InlineData("2001:10::1")] // ORCHID
    [InlineData("2001:20::1")]
    [InlineData("2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::1")]
    [InlineData("2620:4f:8000::1")]
    [InlineData("3fff::1")]
    [InlineData("3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")] // segment routing
    [InlineData("fc00::1")]
    [InlineData("fd12:3456:789a::1")]
    [InlineData("fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::ffff:0:127.0.0.1")] // IPv4-translated
    public void Is_SpecialV6_IsNotPublic(string address) => Assert.False(PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("2000::1")]
    [InlineData("2001:200::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2001:db7:ffff::1")]
    [InlineData("2001:db9::1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2620:4f:7fff::1")]
    [InlineData("3ffe::1")]
    [InlineData("3fff:1000::1")]
    public void Is_OtherV6_IsPublic(string address) => Assert.True(PublicAddress.Is(IPAddress.Parse(address)));

    private static IPAddress SixToFour(IPAddress address)
    {
        byte[] bytes = [0x20, 0x02, .. address.GetAddressBytes(), .. new byte[9], 1];
        return new IPAddress(bytes);
    }
}
