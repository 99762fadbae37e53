using System.Net;

namespace Relay.Functions.Deliver;

/// <summary>A block of addresses at which no partner can be.</summary>
/// <param name="Network">The block.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Source">Where that is laid down.</param>
internal sealed record SpecialBlock(IPNetwork Network, string Name, string Source)
{
    public SpecialBlock(string network, string name, string source)
        : this(IPNetwork.Parse(network), name, source)
    {
    }
}

/// <summary>
/// The IANA special-purpose registries (RFC 6890), all rows, and what else is no public host. Rows that the registries call globally
/// reachable are here too: they are anycast services and identifiers of the network, and no endpoint of a partner. Blocks that carry
/// an IPv4 address inside and lead to it are <see cref="PublicAddress"/>'s to open.
/// </summary>
internal static class SpecialBlocks
{
    /// <summary>IPv4.</summary>
    public static readonly IReadOnlyList<SpecialBlock> V4 =
    [
        new("0.0.0.0/8", "this network", "RFC 791"),
        new("10.0.0.0/8", "private use", "RFC 1918"),
        new("100.64.0.0/10", "shared address space", "RFC 6598"),
        new("127.0.0.0/8", "loopback", "RFC 1122"),
        // Public by its number, the platform's inside by its nature.
        new("168.63.129.16/32", "Azure's platform", "Azure documentation"),
        new("169.254.0.0/16", "link local, instance metadata", "RFC 3927"),
        new("172.16.0.0/12", "private use", "RFC 1918"),
        new("192.0.0.0/24", "IETF protocol assignments", "RFC 6890"),
        new("192.0.2.0/24", "documentation", "RFC 5737"),
        new("192.31.196.0/24", "AS112", "RFC 7535"),
        new("192.52.193.0/24", "AMT", "RFC 7450"),
        new("192.88.99.0/24", "6to4 relay anycast, deprecated", "RFC 7526"),
        new("192.168.0.0/16", "private use", "RFC 1918"),
        new("192.175.48.0/24", "AS112 by direct delegation", "RFC 7534"),
        new("198.18.0.0/15", "benchmarking", "RFC 2544"),
        new("198.51.100.0/24", "documentation", "RFC 5737"),
        new("203.0.113.0/24", "documentation", "RFC 5737"),
        new("224.0.0.0/4", "multicast", "RFC 5771"),
        new("240.0.0.0/4", "reserved, limited broadcast", "RFC 1112"),
    ];

    /// <summary>IPv6.</summary>
    public static readonly IReadOnlyList<SpecialBlock> V6 =
    [
        new("::/128", "unspecified", "RFC 4291"),
        new("::1/128", "loopback", "RFC 4291"),
        new("::/96", "IPv4-compatible, deprecated", "RFC 4291"),
        new("::ffff:0:0:0/96", "IPv4-translated", "RFC 2765"),
        new("64:ff9b:1::/48", "local IPv4/IPv6 translation", "RFC 8215"),
        new("100::/64", "discard only", "RFC 6666"),
        new("100:0:0:1::/64", "dummy prefix", "RFC 9780"),
        // With Teredo (2001::/32), ORCHID (2001:10::/28, 2001:20::/28), benchmarking (2001:2::/48) and all others of the row.
        new("2001::/23", "IETF protocol assignments", "RFC 2928"),
        new("2001:db8::/32", "documentation", "RFC 3849"),
        new("2002::/16", "6to4, deprecated", "RFC 7526"),
        new("2620:4f:8000::/48", "AS112 by direct delegation", "RFC 7534"),
        new("3fff::/20", "documentation", "RFC 9637"),
        new("5f00::/16", "segment identifiers", "RFC 9602"),
        new("fc00::/7", "unique local", "RFC 4193"),
        new("fe80::/10", "link local", "RFC 4291"),
        new("fec0::/10", "site local, deprecated", "RFC 3879"),
        new("ff00::/8", "multicast", "RFC 4291"),
    ];
}
