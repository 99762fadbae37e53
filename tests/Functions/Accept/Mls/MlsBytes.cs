using System.Buffers.Binary;

namespace Relay.Functions.Tests.Accept.Mls;

/// <summary>Writes structures of RFC 9420, one member after the other.</summary>
internal sealed class MlsBytes
{
    private readonly List<byte> bytes = [];

    public static byte[] Random(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    /// <summary>A message's head: version 1 and the wire format.</summary>
    public static MlsBytes Message(ushort format, ushort version = 1) => new MlsBytes().U16(version).U16(format);

    /// <summary>A public message up to the kind of its content, sent by a member unless said otherwise.</summary>
    public static MlsBytes Public(byte kind, byte sender = 1, string authenticated = "") =>
        (sender is 1 or 2 ? Message(1).V([1, 2, 3]).U64(7).U8(sender).U32(5) : Message(1).V([1, 2, 3]).U64(7).U8(sender)).V(Encoding.UTF8.GetBytes(authenticated)).U8(kind);

    public static MlsBytes Private(byte kind, ulong epoch = 7, int senderData = 28, byte[]? ciphertext = null) =>
        Message(2).V([1, 2, 3]).U64(epoch).U8(kind).V().V(Random(senderData)).V(ciphertext ?? Random(90));

    public MlsBytes U8(byte value)
    {
        bytes.Add(value);
        return this;
    }

    public MlsBytes U16(ushort value) => U8((byte)(value >> 8)).U8((byte)value);

    public MlsBytes U32(uint value) => U16((ushort)(value >> 16)).U16((ushort)value);

    public MlsBytes U64(ulong value)
    {
        var big = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(big, value);
        bytes.AddRange(big);
        return this;
    }

    /// <summary>A vector, its length in the shortest form, or in as many bytes as asked for.</summary>
    public MlsBytes V(byte[]? value = null, int lengthBytes = 0)
    {
        value ??= [];
        var size = lengthBytes > 0 ? lengthBytes : value.Length < 64 ? 1 : value.Length < 16384 ? 2 : 4;
        _ = size switch
        {
            1 => U8((byte)value.Length),
            2 => U16((ushort)(0x4000 | value.Length)),
            4 => U32(0x8000_0000 | (uint)value.Length),
            _ => U64(0xC000_0000_0000_0000 | (uint)value.Length),
        };
        bytes.AddRange(value);
        return this;
    }

    public byte[] ToArray() => [.. bytes];
}
