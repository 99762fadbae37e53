using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Queue;

namespace Relay.Functions.Lanes;

/// <summary>Short keyed hashes of recipients, so that a lane's record names no user.</summary>
public sealed class RecipientHash(IOptions<RelayOptions> options)
{
    private readonly long _seed = BinaryPrimitives.ReadInt64LittleEndian(options.Value.AddressKeyBytes());

    /// <summary>The hash of a user of the lane's partner. Two users that share one only wait for one another.</summary>
    public uint Of(string user)
    {
        Span<byte> bytes = stackalloc byte[256];
        var length = Encoding.UTF8.GetBytes(user, bytes);
        return (uint)ContentHash.Of(bytes[..length], _seed);
    }
}
