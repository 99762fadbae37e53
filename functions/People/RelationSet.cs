using System.Buffers.Binary;

namespace Relay.Functions.People;

/// <summary>
/// A user's blocks, grants and open requests, each under a keyed hash of the pair (<see cref="AddressKeys.Relation(Address, Address)"/>): who reads
/// the table learns how many there are and not who. It does not change; a change makes another one.
/// <code>n × (kind u8 | hash 16 big-endian | u32 seconds since 1970 little-endian)</code>
/// </summary>
public sealed class RelationSet
{
    /// <summary>The most relations of one user; they take less than a property of Table storage, 64 KiB.</summary>
    public const int Most = 3000;

    /// <summary>No relations.</summary>
    public static readonly RelationSet Empty = new([]);

    private const int EntryLength = 21;

    private readonly Dictionary<(RelationKind Kind, UInt128 Hash), uint> _since;

    private RelationSet(Dictionary<(RelationKind, UInt128), uint> since) => _since = since;

    /// <summary>How many there are, of all kinds.</summary>
    public int Count => _since.Count;

    /// <summary>How many there are of a kind.</summary>
    public int CountOf(RelationKind kind) => _since.Keys.Count(key => key.Kind == kind);

    /// <summary>Whether there is one.</summary>
    public bool Has(RelationKind kind, UInt128 hash) => _since.ContainsKey((kind, hash));

    /// <summary>Since when there is one; null when there is none.</summary>
    public DateTimeOffset? Since(RelationKind kind, UInt128 hash) =>
        _since.TryGetValue((kind, hash), out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>With one more; one that is there keeps its time.</summary>
    public RelationSet With(RelationKind kind, UInt128 hash, DateTimeOffset at)
    {
        var since = new Dictionary<(RelationKind, UInt128), uint>(_since);
        since.TryAdd((kind, hash), (uint)at.ToUnixTimeSeconds());
        return new RelationSet(since);
    }

    /// <summary>Without one.</summary>
    public RelationSet Without(RelationKind kind, UInt128 hash)
    {
        if (!Has(kind, hash))
            return this;
        var since = new Dictionary<(RelationKind, UInt128), uint>(_since);
        since.Remove((kind, hash));
        return new RelationSet(since);
    }

    /// <summary>Without the oldest of a kind; as it is when there is none.</summary>
    public RelationSet WithoutOldest(RelationKind kind)
    {
        var oldest = _since.Where(entry => entry.Key.Kind == kind).OrderBy(entry => entry.Value).ThenBy(entry => entry.Key.Hash).FirstOrDefault();
        return oldest.Key.Kind == kind ? Without(kind, oldest.Key.Hash) : this;
    }

    /// <summary>The bytes to store.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_since.Count * EntryLength];
        var rest = bytes.AsSpan();
        foreach (var ((kind, hash), seconds) in _since.OrderBy(entry => entry.Key))
        {
            rest[0] = (byte)kind;
            BinaryPrimitives.WriteUInt128BigEndian(rest[1..], hash);
            BinaryPrimitives.WriteUInt32LittleEndian(rest[17..], seconds);
            rest = rest[EntryLength..];
        }

        return bytes;
    }

    /// <summary>Reads stored bytes.</summary>
    public static RelationSet Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return Empty;
        var since = new Dictionary<(RelationKind, UInt128), uint>(bytes.Length / EntryLength);
        for (; bytes.Length >= EntryLength; bytes = bytes[EntryLength..])
            since[((RelationKind)bytes[0], BinaryPrimitives.ReadUInt128BigEndian(bytes[1..]))] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[17..]);
        return new RelationSet(since);
    }
}
