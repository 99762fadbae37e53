using System.Buffers.Binary;
using System.Text;

namespace Relay.Functions.Ledger;

/// <summary>
/// The bytes of the ledger's rows, little-endian where not said otherwise. A hundred envelopes take at most 10 KB.
/// <code>
/// batch         n × (id 16 big-endian | state | flags | i64 ms from acceptance to end | u64 fingerprint | u8 length, reason UTF-8)
/// index, announcement   i64 ms since when | n × id 16 big-endian
/// </code>
/// </summary>
internal static class LedgerCodec
{
    private const int IdLength = 16;
    private const int EntryLength = IdLength + 1 + 1 + 8 + 8 + 1;
    private const int LongestReason = 64;

    [Flags]
    private enum EntryFlags : byte
    {
        None = 0,
        PossiblyDelivered = 1,
        Announced = 2,
    }

    /// <summary>Encodes the ends of a batch.</summary>
    public static byte[] EncodeEntries(DateTimeOffset acceptedAt, IReadOnlyCollection<LedgerEntry> entries)
    {
        using var bytes = new MemoryStream(entries.Count * EntryLength);
        Span<byte> fixedPart = stackalloc byte[EntryLength];
        foreach (var (final, endedAt, announced) in entries)
        {
            var reason = Encoding.UTF8.GetBytes(final.Reason ?? "");
            var length = Math.Min(reason.Length, LongestReason);
            final.Id.TryWriteBytes(fixedPart, bigEndian: true, out _);
            fixedPart[16] = (byte)final.State;
            fixedPart[17] = (byte)((final.PossiblyDelivered ? EntryFlags.PossiblyDelivered : 0) | (announced ? EntryFlags.Announced : 0));
            BinaryPrimitives.WriteInt64LittleEndian(fixedPart[18..], (long)(endedAt - acceptedAt).TotalMilliseconds);
            BinaryPrimitives.WriteUInt64LittleEndian(fixedPart[26..], final.Fingerprint);
            fixedPart[34] = (byte)length;
            bytes.Write(fixedPart);
            bytes.Write(reason, 0, length);
        }

        return bytes.ToArray();
    }

    /// <summary>Decodes the ends of a batch.</summary>
    public static List<LedgerEntry> DecodeEntries(DateTimeOffset acceptedAt, ReadOnlySpan<byte> bytes)
    {
        var entries = new List<LedgerEntry>(bytes.Length / EntryLength);
        while (bytes.Length > 0)
        {
            var flags = (EntryFlags)bytes[17];
            var length = bytes[34];
            var reason = length == 0 ? null : Encoding.UTF8.GetString(bytes.Slice(EntryLength, length));
            var final = new FinalEntry(new Guid(bytes[..IdLength], bigEndian: true), (FinalState)bytes[16], reason)
            {
                PossiblyDelivered = (flags & EntryFlags.PossiblyDelivered) != 0,
                Fingerprint = BinaryPrimitives.ReadUInt64LittleEndian(bytes[26..]),
            };
            var endedAt = acceptedAt.AddMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(bytes[18..]));
            entries.Add(new LedgerEntry(final, endedAt, (flags & EntryFlags.Announced) != 0));
            bytes = bytes[(EntryLength + length)..];
        }

        return entries;
    }

    /// <summary>Encodes ids and a time.</summary>
    public static byte[] EncodeIds(DateTimeOffset since, IReadOnlyCollection<Guid> ids)
    {
        var bytes = new byte[sizeof(long) + (ids.Count * IdLength)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, since.ToUnixTimeMilliseconds());
        var rest = bytes.AsSpan(sizeof(long));
        foreach (var id in ids)
        {
            id.TryWriteBytes(rest, bigEndian: true, out _);
            rest = rest[IdLength..];
        }

        return bytes;
    }

    /// <summary>Decodes ids and a time.</summary>
    public static (DateTimeOffset Since, List<Guid> Ids) DecodeIds(ReadOnlySpan<byte> bytes)
    {
        var since = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(bytes));
        var ids = new List<Guid>(bytes.Length / IdLength);
        for (var rest = bytes[sizeof(long)..]; rest.Length > 0; rest = rest[IdLength..])
            ids.Add(new Guid(rest[..IdLength], bigEndian: true));
        return (since, ids);
    }
}
