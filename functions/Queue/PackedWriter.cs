using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Relay.Functions.Queue;

/// <summary>
/// Writes packed messages: a compact binary form, little-endian, in a buffer from the shared pool.
/// <code>
/// head      'R' version kind class+namespace flags | i32 epoch | i32 lane | i64 acceptedAt ms | i64 number | str partner | str sender | str batch
/// envelope  u32 length | id 16 | messageId 16 | u32 ttl s | str fromUser | str toUser | ciphertexts
///           ciphertexts  u8 n | n × (u8 device, u16 registration, u8 type, u32 length, content)
///           or           u8 n + 128 | SHA-256 of a shared part 32 | n × (the same, of each content what is its own)
/// shared    u32 length + 2^31 | SHA-256 32 | bytes, before the envelopes that name it
/// str       u8 length, UTF-8
/// </code>
/// Class and namespace are the lower and upper half of a byte.
/// The version is 3 where a shared part stands in it, or in what it claims, and 2 otherwise: both are read. An envelope's bytes hold no
/// time of acceptance, and of a shared part the digest, so that a retried request packs to the same bytes and other bytes are another content.
/// </summary>
public sealed class PackedWriter : IDisposable
{
    internal const byte Magic = (byte)'R';
    internal const byte PlainVersion = 2;
    internal const byte SharingVersion = 3;

    /// <summary>Marks the length of a shared part.</summary>
    internal const int SharedMark = int.MinValue;

    /// <summary>Marks the number of ciphertexts that name a shared part.</summary>
    internal const byte SharesMark = 0x80;

    /// <summary>The class takes the lower bits of its byte, the namespace the others.</summary>
    internal const int NamespaceShift = 4;

    private const int VersionAt = 1;

    private byte[] _buffer;

    // Where shared parts stand. Nearly always none, and hardly ever more than one.
    private List<int>? _shared;

    /// <summary>Starts with room for <paramref name="capacity"/> bytes; grows.</summary>
    public PackedWriter(int capacity = 4096) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Whether a shared part stands here.</summary>
    public bool Shares => _shared is { Count: > 0 };

    /// <summary>What was written; valid until this is disposed of.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    /// <summary>Writes a head; must come first.</summary>
    public void WriteHead(in PackedHead head)
    {
        Byte(Magic);
        Byte(head.Shares || Shares ? SharingVersion : PlainVersion);
        Byte((byte)head.Kind);
        Byte((byte)((byte)head.Lane.Class | (head.Lane.Namespace << NamespaceShift)));
        Byte((byte)((head.InDoubt ? PackedFlags.InDoubt : 0) | (head.Replayed ? PackedFlags.Replayed : 0) | (head.Unseen ? PackedFlags.Unseen : 0)));
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), head.Lane.Epoch);
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), head.Lane.Number);
        BinaryPrimitives.WriteInt64LittleEndian(Take(8), head.AcceptedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(Take(8), head.Number);
        Text(head.Lane.Partner);
        Text(head.Sender);
        Text(head.Batch);
    }

    /// <summary>Replaces the head by one of the same length: the batch's id is known only when its envelopes are.</summary>
    public void RewriteHead(in PackedHead head)
    {
        var end = Length;
        Length = 0;
        WriteHead(head);
        Length = end;
    }

    /// <summary>A copy of a packed message whose head says that it is in doubt.</summary>
    public static byte[] InDoubt(ReadOnlyMemory<byte> message) => With(message, PackedFlags.InDoubt);

    /// <summary>The same message, not vouched for.</summary>
    public static byte[] Unseen(ReadOnlyMemory<byte> message) => With(message, PackedFlags.Unseen);

    private static byte[] With(ReadOnlyMemory<byte> message, PackedFlags flag)
    {
        const int FlagsAt = 4;
        var copy = message.ToArray();
        copy[FlagsAt] |= (byte)flag;
        return copy;
    }

    /// <summary>Bytes that an envelope takes.</summary>
    public static int EnvelopeLength(string fromUser, string toUser, int ciphertexts, int contentBytes) =>
        4 + 16 + 16 + 4 + 3 + Encoding.UTF8.GetByteCount(fromUser) + Encoding.UTF8.GetByteCount(toUser) + (ciphertexts * 8) + contentBytes;

    /// <summary>Bytes that a shared part takes, once in a message.</summary>
    public static int SharedLength(int bytes) => sizeof(int) + PackedShared.DigestLength + bytes;

    /// <summary>Whether a shared part stands here already.</summary>
    public bool HasShared(ReadOnlySpan<byte> digest)
    {
        foreach (var at in _shared ?? [])
        {
            if (_buffer.AsSpan(at + sizeof(int), PackedShared.DigestLength).SequenceEqual(digest))
                return true;
        }

        return false;
    }

    /// <summary>Writes a shared part, unless it stands here already; it must come before the envelopes that name it.</summary>
    public void Share(PackedShared shared)
    {
        if (HasShared(shared.Digest.Span))
            return;

        (_shared ??= []).Add(Length);
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), shared.Bytes.Length | SharedMark);
        Append(shared.Digest.Span);
        Append(shared.Bytes.Span);
        _buffer[VersionAt] = SharingVersion;
    }

    /// <summary>Starts an envelope whose ciphertexts end with a shared part, which must stand here.</summary>
    /// <returns>As <see cref="BeginEnvelope(Guid, Guid, string, string, int, int)"/>.</returns>
    public int BeginEnvelope(Guid id, Guid messageId, string fromUser, string toUser, int timeToLiveSeconds, int ciphertexts, PackedShared shared)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ciphertexts, SharesMark);
        var start = BeginEnvelope(id, messageId, fromUser, toUser, timeToLiveSeconds, ciphertexts | SharesMark);
        Append(shared.Digest.Span);
        return start;
    }

    /// <summary>Starts an envelope and gives the place to hand to <see cref="EndEnvelope"/>.</summary>
    public int BeginEnvelope(Guid id, Guid messageId, string fromUser, string toUser, int timeToLiveSeconds, int ciphertexts)
    {
        var start = Length;
        Take(4);
        id.TryWriteBytes(Take(16), bigEndian: true, out _);
        messageId.TryWriteBytes(Take(16), bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), timeToLiveSeconds);
        Text(fromUser);
        Text(toUser);
        Byte(checked((byte)ciphertexts));
        return start;
    }

    /// <summary>Writes a ciphertext's head and gives the room for its content, which must be filled at once.</summary>
    public Span<byte> Ciphertext(byte device, ushort registrationId, byte type, int length)
    {
        Byte(device);
        BinaryPrimitives.WriteUInt16LittleEndian(Take(2), registrationId);
        Byte(type);
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), length);
        return Take(length);
    }

    /// <summary>Ends an envelope and gives its bytes (without the length before them).</summary>
    public ReadOnlySpan<byte> EndEnvelope(int start)
    {
        var length = Length - start - 4;
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(start), length);
        return _buffer.AsSpan(start + 4, length);
    }

    /// <summary>Appends bytes that were encoded before.</summary>
    public void Append(ReadOnlySpan<byte> encoded) => encoded.CopyTo(Take(encoded.Length));

    /// <summary>Appends an envelope that was read from another packed message, and before it what it shares.</summary>
    public void Append(PackedEnvelope envelope)
    {
        if (envelope.Shared is { } shared)
            Share(shared);
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), envelope.Encoded.Length);
        Append(envelope.Encoded.Span);
    }

    /// <summary>Takes back everything after <paramref name="length"/>.</summary>
    public void Truncate(int length)
    {
        Length = length;
        _shared?.RemoveAll(at => at >= length);
    }

    /// <summary>Gives the buffer back to the pool.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Byte(byte value) => Take(1)[0] = value;

    private void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Byte(checked((byte)length));
        Encoding.UTF8.GetBytes(value, Take(length));
    }

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - Length < count)
            Grow(count);

        var room = _buffer.AsSpan(Length, count);
        Length += count;
        return room;
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + count));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

/// <summary>The flags of a packed message's head.</summary>
[Flags]
internal enum PackedFlags : byte
{
    None = 0,
    InDoubt = 1,
    Replayed = 2,
    Unseen = 4,
}
