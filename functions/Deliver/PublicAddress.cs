using System.Net;
using System.Net.Sockets;

namespace Relay.Functions.Deliver;

/// <summary>Tells public unicast addresses from all others (<see cref="SpecialBlocks"/>); an IPv4 address inside an IPv6 one is looked at as itself.</summary>
public static class PublicAddress
{
    // All that has been given out for public hosts (RFC 4291, section 2.4).
    private static readonly IPNetwork GlobalUnicastV6 = IPNetwork.Parse("2000::/3");

    // Where a network without IPv4 finds public IPv4 hosts (RFC 6052).
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether the address is a public unicast one.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();

        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !IsIn(SpecialBlocks.V4, address);
        if (Nat64.Contains(address))
            return Is(new IPAddress(address.GetAddressBytes().AsSpan(12, 4)));

        return GlobalUnicastV6.Contains(address) && !IsIn(SpecialBlocks.V6, address);
    }

    private static bool IsIn(IReadOnlyList<SpecialBlock> blocks, IPAddress address) => blocks.Any(block => block.Network.Contains(address));
}
