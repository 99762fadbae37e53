using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Relay.Local.Bus.Store;

/// <summary>The CRC-32C (Castagnoli) over the values of a row, which is stored with it: SQLite itself does not notice a changed byte.</summary>
internal struct RowCheck()
{
    private uint _crc = uint.MaxValue;

    public readonly long Value => ~_crc;

    public RowCheck Add(long value)
    {
        _crc = BitOperations.Crc32C(_crc, (ulong)value);
        return this;
    }

    /// <summary>Adds bytes, with their number, so that neighbouring values cannot run into one another; null differs from empty.</summary>
    public RowCheck Add(ReadOnlySpan<byte> bytes, bool isNull = false)
    {
        Add(isNull ? -1 : bytes.Length);
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            _crc = BitOperations.Crc32C(_crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var rest in bytes[(bytes.Length / sizeof(ulong) * sizeof(ulong))..])
            _crc = BitOperations.Crc32C(_crc, rest);
        return this;
    }

    public RowCheck Add(byte[]? bytes) => Add(bytes, bytes is null);

    public RowCheck Add(string? text) => Add(text is null ? null : Encoding.UTF8.GetBytes(text));

    public static long Message(long enqueued, long expires, string? session, ReadOnlySpan<byte> encoded) =>
        new RowCheck().Add(enqueued).Add(expires).Add(session).Add(encoded).Value;

    public static long State(long key, MessageState state) =>
        new RowCheck().Add(key).Add((long)state.Place).Add(state.EnqueueSequenceNumber).Add(state.EnqueuedAt).Add(state.ExpiresAt)
            .Add(state.ScheduledAt).Add(state.DeliveryCount).Add(state.Modified).Value;

    public static long Session(long queue, string id, byte[] state) => new RowCheck().Add(queue).Add(id).Add(state).Value;

    public static long Duplicate(long until, long queue, ReadOnlySpan<byte> hash) => new RowCheck().Add(until).Add(queue).Add(hash).Value;

    public static long Queue(QueueRow row) => new RowCheck().Add(row.Number).Add(row.Name).Add(row.NextSequence).Add(row.CreatedAt).Value;
}
