namespace Relay.Functions.Tests.Accept;

/// <summary>Writes protobuf messages, one field after the other.</summary>
internal sealed class ProtobufBytes
{
    private readonly List<byte> bytes = [];

    /// <summary>A public key as libsignal serialises it: type byte and 32 bytes.</summary>
    public static byte[] PublicKey { get; } = [0x05, .. Enumerable.Range(100, 32).Select(value => (byte)value)];

    public ProtobufBytes Varint(int number, ulong value)
    {
        Raw(((ulong)number << 3) | 0);
        return Raw(value);
    }

    public ProtobufBytes Bytes(int number, params ReadOnlySpan<byte> value)
    {
        Raw(((ulong)number << 3) | 2);
        Raw((ulong)value.Length);
        bytes.AddRange(value);
        return this;
    }

    public ProtobufBytes Fixed32(int number, uint value)
    {
        Raw(((ulong)number << 3) | 5);
        bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtobufBytes Fixed64(int number, ulong value)
    {
        Raw(((ulong)number << 3) | 1);
        bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    /// <summary>A varint without a tag.</summary>
    public ProtobufBytes Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return this;
    }

    public byte[] ToArray() => [.. bytes];
}
