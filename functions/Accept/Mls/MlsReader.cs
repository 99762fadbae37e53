using System.Buffers.Binary;

namespace Relay.Functions.Accept.Mls;

/// <summary>
/// Reads the presentation language of TLS as MLS uses it (RFC 9420, section 2.1) without allocating: numbers are big-endian, the
/// length of a vector is an integer of one, two or four bytes in its shortest form. Every method gives false where the bytes end
/// too early or a rule is broken; what was read then is of no use.
/// </summary>
internal ref struct MlsReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool Byte(out byte value)
    {
        value = 0;
        if (_rest.IsEmpty)
            return false;

        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    public bool UInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out value))
            return false;

        _rest = _rest[sizeof(ushort)..];
        return true;
    }

    public bool UInt64(out ulong value)
    {
        if (!BinaryPrimitives.TryReadUInt64BigEndian(_rest, out value))
            return false;

        _rest = _rest[sizeof(ulong)..];
        return true;
    }

    public bool Skip(int count)
    {
        if (_rest.Length < count)
            return false;

        _rest = _rest[count..];
        return true;
    }

    /// <summary>A vector of bytes.</summary>
    public bool Bytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!Length(out var length) || length > (uint)_rest.Length)
            return false;

        value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>A vector of bytes that may be anything.</summary>
    public bool Bytes() => Bytes(out _);

    /// <summary>A vector of bytes that is not empty: a key, a signature, a ciphertext.</summary>
    public bool Filled() => Bytes(out var value) && !value.IsEmpty;

    /// <summary>A vector of structures, to be read from <paramref name="inner"/> until its end.</summary>
    public bool Vector(out MlsReader inner)
    {
        var ok = Bytes(out var value);
        inner = new MlsReader(value);
        return ok;
    }

    /// <summary>A vector of numbers of two bytes.</summary>
    public bool Numbers() => Bytes(out var value) && value.Length % sizeof(ushort) == 0;

    // Section 2.1.2: the two highest bits give the size, of which three exist; the shortest one must be taken.
    private bool Length(out uint length)
    {
        length = 0;
        if (_rest.IsEmpty)
            return false;

        var size = _rest[0] >> 6;
        const int NoSize = 3;
        if (size == NoSize || !Number(1 << size, out var value))
            return false;

        length = value & (uint.MaxValue >> (32 - (8 << size) + 2));
        return size switch
        {
            0 => true,
            1 => length >= 1 << 6,
            _ => length >= 1 << 14,
        };
    }

    private bool Number(int size, out uint value)
    {
        value = 0;
        if (_rest.Length < size)
            return false;

        for (var i = 0; i < size; i++)
            value = (value << 8) | _rest[i];
        _rest = _rest[size..];
        return true;
    }
}
