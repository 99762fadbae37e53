using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Relay.Signatures.Custody;

/// <summary>
/// The hashes under a custody receipt (docs/receipts.md). All are SHA-256; leaves and nodes begin with different bytes, so that
/// none can be passed off as the other (RFC 6962, section 2.1).
/// </summary>
public static class CustodyHash
{
    /// <summary>The length of every hash, in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>The length of a receipt's salt, in bytes.</summary>
    public const int SaltLength = 32;

    private const byte LeafMark = 0;
    private const byte NodeMark = 1;
    private const int IdLength = 16;
    private const int ContentLength = IdLength + sizeof(uint) + 1 + Length;
    private const int LeafLength = 1 + Length + IdLength + Length;
    private const int NodeLength = 1 + Length + Length;

    /// <summary>The digest of what a sender sent for one envelope, without its id and addresses.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="timeToLiveSeconds">As it was sent; 0 where it was left out.</param>
    /// <param name="deliveryClass">0 normal, 1 urgent, 2 ephemeral.</param>
    /// <param name="ciphertexts">The digest of the ciphertexts, 32 bytes.</param>
    /// <param name="destination">Room for 32 bytes.</param>
    public static void Content(Guid messageId, int timeToLiveSeconds, byte deliveryClass, ReadOnlySpan<byte> ciphertexts, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[ContentLength];
        messageId.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[IdLength..], timeToLiveSeconds);
        bytes[IdLength + sizeof(uint)] = deliveryClass;
        ciphertexts[..Length].CopyTo(bytes[(ContentLength - Length)..]);
        SHA256.HashData(bytes, destination);
    }

    /// <summary>The salt of one leaf: who knows it can open that leaf and no other.</summary>
    /// <param name="salt">The receipt's salt, 32 bytes.</param>
    /// <param name="id">The envelope.</param>
    /// <param name="destination">Room for 32 bytes.</param>
    public static void LeafSalt(ReadOnlySpan<byte> salt, Guid id, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[IdLength];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        HMACSHA256.HashData(salt, bytes, destination);
    }

    /// <summary>The leaf of one envelope.</summary>
    /// <param name="leafSalt">By <see cref="LeafSalt"/>.</param>
    /// <param name="id">The envelope.</param>
    /// <param name="content">By <see cref="Content"/>.</param>
    /// <param name="destination">Room for 32 bytes.</param>
    public static void Leaf(ReadOnlySpan<byte> leafSalt, Guid id, ReadOnlySpan<byte> content, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[LeafLength];
        bytes[0] = LeafMark;
        leafSalt[..Length].CopyTo(bytes[1..]);
        id.TryWriteBytes(bytes[(1 + Length)..], bigEndian: true, out _);
        content[..Length].CopyTo(bytes[(LeafLength - Length)..]);
        SHA256.HashData(bytes, destination);
    }

    /// <summary>The node above two others.</summary>
    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[NodeLength];
        bytes[0] = NodeMark;
        left[..Length].CopyTo(bytes[1..]);
        right[..Length].CopyTo(bytes[(1 + Length)..]);
        SHA256.HashData(bytes, destination);
    }
}
