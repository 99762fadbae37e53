namespace Relay.Functions.Accept;

/// <summary>Walks the fields of one protobuf message without allocating (encoding: protobuf.dev, wire types 0, 1, 2 and 5).</summary>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    private const int WireVarint = 0;
    private const int WireFixed64 = 1;
    private const int WireBytes = 2;
    private const int WireFixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The current field's number.</summary>
    public int Number { get; private set; }

    /// <summary>The current field's bytes; empty unless it is length-delimited.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Whether the current field is a varint.</summary>
    public bool IsVarint { get; private set; }

    /// <summary>Whether everything read so far was well formed; after <see cref="Next"/> gave false, whether the whole message is.</summary>
    public bool WellFormed { get; private set; } = true;

    /// <summary>Goes to the next field; false at the end or at the first malformed byte.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty || !WellFormed)
            return false;

        Bytes = default;
        WellFormed = Varint(out var tag) && Field(tag);
        return WellFormed;
    }

    private bool Field(ulong tag)
    {
        const ulong MostFieldNumber = (1UL << 29) - 1;
        if (tag >> 3 is 0 or > MostFieldNumber)
            return false;

        Number = (int)(tag >> 3);
        var wire = (int)(tag & 7);
        IsVarint = wire == WireVarint;
        switch (wire)
        {
            case WireVarint:
                return Varint(out _);
            case WireBytes:
                if (!Varint(out var length) || length > (ulong)_rest.Length)
                    return false;
                Bytes = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            case WireFixed64:
                return Skip(sizeof(ulong));
            case WireFixed32:
                return Skip(sizeof(uint));
            default:
                return false;
        }
    }

    private bool Skip(int count)
    {
        if (_rest.Length < count)
            return false;

        _rest = _rest[count..];
        return true;
    }

    private bool Varint(out ulong value)
    {
        value = 0;
        const int MostBytes = 10;
        for (var i = 0; i < MostBytes && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if ((_rest[i] & 0x80) == 0)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
