using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Relay.Signatures.Custody;

/// <summary>
/// The digest of an envelope's ciphertexts: SHA-256 of their number (1 byte) and, for each, device (1), registration id (2), type (1),
/// length (4) and content; numbers little-endian. Where all of them end with a part that other envelopes have too, 128 is added to their
/// number, the SHA-256 of that part (32) follows it, and the content of each is what is its own.
/// </summary>
public sealed class CiphertextsDigest : IDisposable
{
    /// <summary>The most ciphertexts of one envelope.</summary>
    public const int MostCiphertexts = SharesMark - 1;

    private const int SharesMark = 0x80;
    private const int HeadLength = 1 + sizeof(ushort) + 1 + sizeof(int);

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Begins the digest.</summary>
    /// <param name="count">How many ciphertexts the envelope has.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MostCiphertexts"/>.</exception>
    public CiphertextsDigest(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)MostCiphertexts, nameof(count));
        _hash.AppendData([(byte)count]);
    }

    /// <summary>Begins the digest of ciphertexts that share a part.</summary>
    /// <param name="count">How many ciphertexts the envelope has.</param>
    /// <param name="shared">The SHA-256 of the shared part, 32 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MostCiphertexts"/>.</exception>
    public CiphertextsDigest(int count, ReadOnlySpan<byte> shared)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)MostCiphertexts, nameof(count));
        _hash.AppendData([(byte)(count | SharesMark)]);
        _hash.AppendData(shared);
    }

    /// <summary>Adds the next ciphertext, in the order of the request.</summary>
    /// <exception cref="OverflowException">A number does not have the room of its field.</exception>
    public void Add(int device, int registrationId, int type, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        head[0] = checked((byte)device);
        BinaryPrimitives.WriteUInt16LittleEndian(head[1..], checked((ushort)registrationId));
        head[3] = checked((byte)type);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], content.Length);
        _hash.AppendData(head);
        _hash.AppendData(content);
    }

    /// <summary>The digest, 32 bytes.</summary>
    public byte[] Finish() => _hash.GetHashAndReset();

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
