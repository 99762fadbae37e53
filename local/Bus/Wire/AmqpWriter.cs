using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Relay.Local.Bus.Wire;

/// <summary>Writes the few AMQP 1.0 encodings the broker adds to a message.</summary>
internal sealed class AmqpWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public int Length => _buffer.WrittenCount;

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Raw(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Null() => Byte(AmqpScanner.Null);

    public void Boolean(bool value) => Byte(value ? (byte)0x41 : (byte)0x42);

    public void UInt(uint value)
    {
        Byte(0x70);
        UInt32(value);
    }

    public void Long(long value) => Wide(0x81, value);

    public void Int(int value)
    {
        Byte(0x71);
        UInt32((uint)value);
    }

    public void Timestamp(long unixMilliseconds) => Wide(0x83, unixMilliseconds);

    public void Symbol(ReadOnlySpan<byte> ascii) => Variable(0xA3, 0xB3, ascii);

    public void String(string value) => Variable(0xA1, 0xB1, Encoding.UTF8.GetBytes(value));

    public void Binary(ReadOnlySpan<byte> value) => Variable(0xA0, 0xB0, value);

    /// <summary>A described list or map in its wide form: descriptor, code, size, count, items.</summary>
    public void DescribedCompound(byte descriptor, byte code, int count, ReadOnlySpan<byte> items)
    {
        Raw([AmqpScanner.Described, 0x53, descriptor, code]);
        UInt32((uint)items.Length + 4);
        UInt32((uint)count);
        Raw(items);
    }

    private void Variable(byte narrow, byte wide, ReadOnlySpan<byte> value)
    {
        if (value.Length <= byte.MaxValue)
        {
            Byte(narrow);
            Byte((byte)value.Length);
        }
        else
        {
            Byte(wide);
            UInt32((uint)value.Length);
        }
        _buffer.Write(value);
    }

    private void Wide(byte code, long value)
    {
        var span = _buffer.GetSpan(9);
        span[0] = code;
        BinaryPrimitives.WriteInt64BigEndian(span[1..], value);
        _buffer.Advance(9);
    }

    private void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }
}
