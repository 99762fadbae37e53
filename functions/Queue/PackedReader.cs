using System.Buffers.Binary;
using System.Text;

namespace Relay.Functions.Queue;

/// <summary>Reads what <see cref="PackedWriter"/> wrote. Contents are slices of the given bytes, not copies.</summary>
public static class PackedReader
{
    private static readonly long MinMilliseconds = DateTimeOffset.UnixEpoch.ToUnixTimeMilliseconds();
    private static readonly long MaxMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads the head and gives the offset of what follows it.</summary>
    /// <exception cref="InvalidDataException">Not a packed message of a version this program knows.</exception>
    public static PackedHead ReadHead(ReadOnlyMemory<byte> message, out int offset)
    {
        var cursor = new Cursor(message);
        if (cursor.Byte() != PackedWriter.Magic || cursor.Byte() is var version && version is not (PackedWriter.PlainVersion or PackedWriter.SharingVersion))
            throw new InvalidDataException("Not a packed message of version 2 or 3.");

        var kind = (PackedKind)cursor.Byte();
        var place = cursor.Byte();
        var envelopeClass = (EnvelopeClass)(place & ((1 << PackedWriter.NamespaceShift) - 1));
        if (kind > PackedKind.Fence || envelopeClass > EnvelopeClass.Ephemeral)
            throw new InvalidDataException($"A packed message of kind {(byte)kind} and class {(byte)envelopeClass} is not known.");

        var flags = (PackedFlags)cursor.Byte();
        var epoch = BinaryPrimitives.ReadInt32LittleEndian(cursor.Take(4).Span);
        var lane = BinaryPrimitives.ReadInt32LittleEndian(cursor.Take(4).Span);
        var acceptedAt = Time(BinaryPrimitives.ReadInt64LittleEndian(cursor.Take(8).Span));
        var number = BinaryPrimitives.ReadInt64LittleEndian(cursor.Take(8).Span);
        var partner = cursor.Text();
        var sender = cursor.Text();
        var batch = cursor.Text();
        offset = cursor.Offset;
        return new PackedHead(kind, new Lane(envelopeClass, epoch, partner, lane, place >> PackedWriter.NamespaceShift), sender, acceptedAt, batch, number)
        {
            InDoubt = (flags & PackedFlags.InDoubt) != 0,
            Replayed = (flags & PackedFlags.Replayed) != 0,
            Unseen = (flags & PackedFlags.Unseen) != 0,
            Shares = version == PackedWriter.SharingVersion,
        };
    }

    /// <summary>Whether this is a packed message of a version that this program does not know yet.</summary>
    public static bool IsOfLaterVersion(ReadOnlyMemory<byte> message) =>
        message.Length > 1 && message.Span[0] == PackedWriter.Magic && message.Span[1] > PackedWriter.SharingVersion;

    /// <summary>Reads the envelopes that follow a head of kind <see cref="PackedKind.Envelopes"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are cut or torn.</exception>
    public static List<PackedEnvelope> ReadEnvelopes(ReadOnlyMemory<byte> message, int offset)
    {
        var envelopes = new List<PackedEnvelope>();
        var mayShare = message.Span[1] == PackedWriter.SharingVersion;
        PackedShared? shared = null;
        List<PackedShared>? earlier = null;
        var cursor = new Cursor(message) { Offset = offset };
        while (cursor.Offset < message.Length)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(cursor.Take(4).Span);
            if (!mayShare || (length & PackedWriter.SharedMark) == 0)
            {
                envelopes.Add(ReadEnvelope(cursor.Take(length), mayShare, shared, earlier));
                continue;
            }

            if (shared is not null)
                (earlier ??= []).Add(shared);
            shared = new PackedShared(cursor.Take(PackedShared.DigestLength), cursor.Take(length & ~PackedWriter.SharedMark));
        }

        return envelopes;
    }

    /// <summary>The text that follows a head of kind <see cref="PackedKind.Claim"/>: a blob's name.</summary>
    public static string ReadClaim(ReadOnlyMemory<byte> message, int offset) => Encoding.UTF8.GetString(message.Span[offset..]);

    private static DateTimeOffset Time(long milliseconds) =>
        milliseconds >= MinMilliseconds && milliseconds <= MaxMilliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new InvalidDataException($"A packed message was accepted at no possible time ({milliseconds} ms).");

    private static PackedEnvelope ReadEnvelope(ReadOnlyMemory<byte> encoded, bool mayShare, PackedShared? last, List<PackedShared>? earlier)
    {
        var cursor = new Cursor(encoded);
        var id = new Guid(cursor.Take(16).Span, bigEndian: true);
        var messageId = new Guid(cursor.Take(16).Span, bigEndian: true);
        var timeToLive = TimeSpan.FromSeconds(BinaryPrimitives.ReadInt32LittleEndian(cursor.Take(4).Span));
        var fromUser = cursor.Text();
        var toUser = cursor.Text();
        var count = cursor.Byte();
        PackedShared? shared = null;
        if (mayShare && (count & PackedWriter.SharesMark) != 0)
        {
            count &= PackedWriter.SharesMark - 1;
            shared = Find(cursor.Take(PackedShared.DigestLength).Span, last, earlier);
        }

        var ciphertexts = new PackedCiphertext[count];
        for (var i = 0; i < ciphertexts.Length; i++)
        {
            var device = cursor.Byte();
            var registrationId = BinaryPrimitives.ReadUInt16LittleEndian(cursor.Take(2).Span);
            var type = cursor.Byte();
            var length = BinaryPrimitives.ReadInt32LittleEndian(cursor.Take(4).Span);
            ciphertexts[i] = new PackedCiphertext(device, registrationId, type, cursor.Take(length), shared?.Bytes ?? default);
        }

        if (cursor.Offset != encoded.Length)
            throw new InvalidDataException($"A packed envelope of {encoded.Length} bytes ends at byte {cursor.Offset}.");

        return new PackedEnvelope(id, messageId, fromUser, toUser, timeToLive, ciphertexts) { Encoded = encoded, Shared = shared };
    }

    private static PackedShared Find(ReadOnlySpan<byte> digest, PackedShared? last, List<PackedShared>? earlier)
    {
        if (last is not null && last.Digest.Span.SequenceEqual(digest))
            return last;
        foreach (var shared in earlier ?? [])
        {
            if (shared.Digest.Span.SequenceEqual(digest))
                return shared;
        }

        throw new InvalidDataException("A packed envelope names a shared part that does not stand before it.");
    }

    private struct Cursor(ReadOnlyMemory<byte> bytes)
    {
        public int Offset;

        public byte Byte() => Take(1).Span[0];

        public string Text() => Encoding.UTF8.GetString(Take(Byte()).Span);

        public ReadOnlyMemory<byte> Take(int count)
        {
            if (count < 0 || bytes.Length - Offset < count)
                throw new InvalidDataException($"A packed message ends at byte {bytes.Length}, {count} more were expected at {Offset}.");

            var slice = bytes.Slice(Offset, count);
            Offset += count;
            return slice;
        }
    }
}
