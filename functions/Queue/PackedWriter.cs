using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Relay.Functions.Queue;

/// <summary>
/// Writes packed messages: a compact binary form, little-endian, in a buffer from the shared pool.
/// <code>
/// head      'R' 2 kind class flags | i32 epoch | i32 lane | i64 acceptedAt ms | i64 number | str partner | str sender | str batch
/// envelope  u32 length | id 16 | messageId 16 | u32 ttl s | str fromUser | str toUser | u8 n | n × (u8 device, u16 registration, u8 type, u32 length, content)
/// str       u8 length, UTF-8
/// </code>
/// An envelope's bytes hold no time of acceptance, so that a retried request packs to the same bytes.
/// </summary>
public sealed class PackedWriter : IDisposable
{
    internal const byte Magic = (byte)'R';
    internal const byte Version = 2;

    private byte[] _buffer;

    /// <summary>Starts with room for <paramref name="capacity"/> bytes; grows.</summary>
    public PackedWriter(int capacity = 4096) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until this is disposed of.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    /// <summary>Writes a head; must come first.</summary>
    public void WriteHead(in PackedHead head)
    {
        Byte(Magic);
        Byte(Version);
        Byte((byte)head.Kind);
        Byte((byte)head.Lane.Class);
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

    /// <summary>Appends an envelope that was read from another packed message.</summary>
    public void Append(PackedEnvelope envelope)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Take(4), envelope.Encoded.Length);
        Append(envelope.Encoded.Span);
    }

    /// <summary>Takes back everything after <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = length;

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
