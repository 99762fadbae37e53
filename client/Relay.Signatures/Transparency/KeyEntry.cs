using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Signatures.Transparency;

/// <summary>
/// What an entry of the key log commits to: one version of a user's keys, devices and links. docs/transparency.md has the bytes:
/// numbers are big-endian, what can have several lengths follows its length (u16).
/// </summary>
/// <param name="Version">From 1.</param>
/// <param name="Previous">The commitment of the version before, 32 bytes; null of the first.</param>
/// <param name="Partner">The user's partner.</param>
/// <param name="User">The user.</param>
/// <param name="ServiceId">The user's service id.</param>
/// <param name="IdentityKey">The account's identity key, 33 bytes; null where it has none.</param>
/// <param name="Devices">The devices with their registration ids, in any order.</param>
/// <param name="Links">The link commitments, <see cref="LinkCount"/> of 32 bytes, in any order.</param>
public sealed record KeyEntry(
    int Version,
    byte[]? Previous,
    string Partner,
    string User,
    Guid ServiceId,
    byte[]? IdentityKey,
    IReadOnlyList<(int Device, int RegistrationId)> Devices,
    IReadOnlyList<byte[]> Links)
{
    /// <summary>How many link commitments an entry has, whatever links there are.</summary>
    public const int LinkCount = 4;

    private const int IdLength = 16;

    private static ReadOnlySpan<byte> Context => "relay-key-entry-v1"u8;

    /// <summary>What is appended to the log: SHA-256 of <c>relay-key-entry-v1</c>, the opening and <see cref="ToBytes"/>.</summary>
    /// <exception cref="ArgumentException">A part is longer than its length can say.</exception>
    public byte[] Commitment(ReadOnlySpan<byte> opening) => SHA256.HashData([.. Context, .. opening, .. ToBytes()]);

    /// <summary>The state in its one form.</summary>
    /// <exception cref="ArgumentException">A part is longer than its length can say, or there are not as many links as there must be.</exception>
    public byte[] ToBytes()
    {
        if (Links.Count != LinkCount || Links.Any(link => link.Length != LogHash.Length))
            throw new ArgumentException($"An entry has {LinkCount} link commitments of {LogHash.Length} bytes.");

        using var bytes = new MemoryStream();
        Write(bytes, Version);
        WritePart(bytes, Previous ?? []);
        WritePart(bytes, Encoding.UTF8.GetBytes(Partner));
        WritePart(bytes, Encoding.UTF8.GetBytes(User));
        Span<byte> id = stackalloc byte[IdLength];
        ServiceId.TryWriteBytes(id, bigEndian: true, out _);
        bytes.Write(id);
        WritePart(bytes, IdentityKey ?? []);
        WriteShort(bytes, Devices.Count);
        foreach (var (device, registrationId) in Devices.Order())
        {
            Write(bytes, device);
            Write(bytes, registrationId);
        }

        foreach (var link in Links.Order(ByteOrder.Instance))
            bytes.Write(link);
        return bytes.ToArray();
    }

    private static void Write(MemoryStream bytes, int number)
    {
        Span<byte> four = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(four, number);
        bytes.Write(four);
    }

    private static void WriteShort(MemoryStream bytes, int number)
    {
        if (number > ushort.MaxValue)
            throw new ArgumentException("A part of an entry is at most 65,535 long.");
        Span<byte> two = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(two, (ushort)number);
        bytes.Write(two);
    }

    private static void WritePart(MemoryStream bytes, ReadOnlySpan<byte> part)
    {
        WriteShort(bytes, part.Length);
        bytes.Write(part);
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
