using System.Security.Cryptography;
using System.Text;

namespace Relay.Signatures.Groups;

/// <summary>
/// The ids of the envelopes that a group message becomes, one for each recipient. They follow from the message's id and the recipient,
/// so that sender and relay know them without telling, and the same request again means the same envelopes.
/// </summary>
public static class ChildIds
{
    private const int IdLength = 16;
    private const int TimeLength = 6;
    private const int MostStack = 512;

    private static ReadOnlySpan<byte> Purpose => "relay-child-v1"u8;

    /// <summary>
    /// A UUIDv7 (RFC 9562) of the group message's time, whose other 74 bits are the first of SHA-256("relay-child-v1" ‖ message's id, 16
    /// bytes ‖ partner ‖ 0x00 ‖ user).
    /// </summary>
    /// <param name="group">The id of the group message, a UUIDv7.</param>
    /// <param name="partner">The recipient's partner.</param>
    /// <param name="user">The recipient's user id.</param>
    public static Guid Of(Guid group, string partner, string user)
    {
        var length = Purpose.Length + IdLength + Encoding.UTF8.GetByteCount(partner) + 1 + Encoding.UTF8.GetByteCount(user);
        var bytes = length <= MostStack ? stackalloc byte[length] : new byte[length];
        Purpose.CopyTo(bytes);
        var at = Purpose.Length;
        group.TryWriteBytes(bytes[at..], bigEndian: true, out _);
        at += IdLength;
        at += Encoding.UTF8.GetBytes(partner, bytes[at..]);
        bytes[at++] = 0;
        Encoding.UTF8.GetBytes(user, bytes[at..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Id(group, hash);
    }

    // time 48 | version 4 | 12 bits | variant 2 | 62 bits: the 74 bits are taken as they come.
    private static Guid Id(Guid group, ReadOnlySpan<byte> hash)
    {
        Span<byte> id = stackalloc byte[IdLength];
        group.TryWriteBytes(id, bigEndian: true, out _);
        id[TimeLength] = (byte)(0x70 | (hash[0] >> 4));
        id[TimeLength + 1] = (byte)((hash[0] << 4) | (hash[1] >> 4));

        // 62 bits from the 13th on: behind the variant's two stand the next six, then whole bytes.
        id[8] = (byte)(0x80 | ((hash[1] << 2) & 0x3C) | (hash[2] >> 6));
        for (var i = 9; i < IdLength; i++)
            id[i] = (byte)((hash[i - 7] << 2) | (hash[i - 6] >> 6));
        return new Guid(id, bigEndian: true);
    }
}
