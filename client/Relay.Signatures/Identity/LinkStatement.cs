using System.Buffers.Binary;
using System.Text;

namespace Relay.Signatures.Identity;

/// <summary>
/// What an account's identity key signs to link another account of the same person (docs/people.md): the words
/// <c>relay-link-v1</c> in ASCII, then each part after its length in bytes (u16 big-endian): the signer's partner and user in UTF-8,
/// the signer's identity key, the other's partner, user and identity key, the 16 bytes of the link's id (RFC 9562, big-endian).
/// </summary>
public static class LinkStatement
{
    private const int IdLength = 16;

    private static ReadOnlySpan<byte> Context => "relay-link-v1"u8;

    /// <summary>The bytes to sign.</summary>
    /// <param name="signerPartner">The signing account's partner.</param>
    /// <param name="signerUser">The signing account's user.</param>
    /// <param name="signerKey">The signing account's identity key, 33 bytes.</param>
    /// <param name="otherPartner">The other account's partner.</param>
    /// <param name="otherUser">The other account's user.</param>
    /// <param name="otherKey">The other account's identity key, 33 bytes.</param>
    /// <param name="link">The link.</param>
    /// <exception cref="ArgumentException">A part is longer than 65,535 bytes.</exception>
    public static byte[] ToBytes(
        string signerPartner, string signerUser, ReadOnlySpan<byte> signerKey, string otherPartner, string otherUser, ReadOnlySpan<byte> otherKey, Guid link)
    {
        Span<byte> id = stackalloc byte[IdLength];
        link.TryWriteBytes(id, bigEndian: true, out _);

        using var bytes = new MemoryStream();
        bytes.Write(Context);
        Write(bytes, Encoding.UTF8.GetBytes(signerPartner));
        Write(bytes, Encoding.UTF8.GetBytes(signerUser));
        Write(bytes, signerKey);
        Write(bytes, Encoding.UTF8.GetBytes(otherPartner));
        Write(bytes, Encoding.UTF8.GetBytes(otherUser));
        Write(bytes, otherKey);
        Write(bytes, id);
        return bytes.ToArray();
    }

    private static void Write(MemoryStream bytes, ReadOnlySpan<byte> part)
    {
        if (part.Length > ushort.MaxValue)
            throw new ArgumentException("A part of a statement is at most 65,535 bytes.", nameof(part));
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)part.Length);
        bytes.Write(length);
        bytes.Write(part);
    }
}
