using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Relay.Signatures.Transparency;

/// <summary>
/// What opens a user's entries, each derived from the user's salt (HMAC-SHA-256): who is given one can open that one and no other,
/// and without the salt nobody can ever open any again.
/// </summary>
public static class KeyOpenings
{
    /// <summary>The length of a salt and of an opening, in bytes.</summary>
    public const int Length = HMACSHA256.HashSizeInBytes;

    /// <summary>Opens the commitment of a version: HMAC(salt, <c>opening</c> ‖ u32 version).</summary>
    public static byte[] OfVersion(ReadOnlySpan<byte> salt, int version) => Derive(salt, "opening"u8, version);

    /// <summary>Opens one of the link commitments of a version: HMAC(salt, <c>link</c> ‖ u32 version ‖ u8 place).</summary>
    /// <param name="salt">The user's salt.</param>
    /// <param name="version">The version.</param>
    /// <param name="place">0 to 3: links in the order of their ids, then the places that are empty.</param>
    public static byte[] OfLink(ReadOnlySpan<byte> salt, int version, int place) => Derive(salt, "link"u8, version, checked((byte)place));

    private static byte[] Derive(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> purpose, int version, byte? place = null)
    {
        Span<byte> bytes = stackalloc byte[16];
        purpose.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[purpose.Length..], version);
        var length = purpose.Length + sizeof(int);
        if (place is { } number)
            bytes[length++] = number;
        return HMACSHA256.HashData(salt, bytes[..length]);
    }
}
