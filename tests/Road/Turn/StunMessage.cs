using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Road.Tests.Turn;

/// <summary>A STUN message (RFC 8489): header of 20 bytes, then attributes of type, length and a value padded to four bytes.</summary>
internal sealed class StunMessage
{
    public const ushort BindingRequest = 0x0001;
    public const ushort BindingSuccess = 0x0101;
    public const ushort AllocateRequest = 0x0003;
    public const ushort AllocateSuccess = 0x0103;
    public const ushort AllocateError = 0x0113;

    public const ushort Username = 0x0006;
    public const ushort MessageIntegrity = 0x0008;
    public const ushort ErrorCode = 0x0009;
    public const ushort Realm = 0x0014;
    public const ushort Nonce = 0x0015;
    public const ushort RelayedAddress = 0x0016;
    public const ushort RequestedTransport = 0x0019;

    private const int HeaderLength = 20;
    private const uint Cookie = 0x2112A442;
    private const int IntegrityLength = 24;

    private readonly List<(ushort Type, byte[] Value)> _attributes = [];
    private readonly byte[] _bytes;

    public StunMessage(ushort type)
        : this(type, RandomNumberGenerator.GetBytes(12), [])
    {
    }

    private StunMessage(ushort type, byte[] transaction, byte[] bytes) => (Type, Transaction, _bytes) = (type, transaction, bytes);

    public ushort Type { get; }

    public byte[] Transaction { get; }

    public StunMessage With(ushort attribute, byte[] value)
    {
        _attributes.Add((attribute, value));
        return this;
    }

    public StunMessage With(ushort attribute, string value) => With(attribute, Encoding.UTF8.GetBytes(value));

    public byte[]? Find(ushort attribute) => _attributes.FirstOrDefault(one => one.Type == attribute).Value;

    /// <summary>The message; with a key, signed by MESSAGE-INTEGRITY at its end.</summary>
    public byte[] Write(byte[]? key = null)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Header(Type, 0, Transaction));
        foreach (var (type, value) in _attributes)
            Write(bytes, type, value);
        if (key is not null)
            Write(bytes, MessageIntegrity, Integrity(bytes.ToArray(), key));
        var message = bytes.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)(message.Length - HeaderLength));
        return message;
    }

    /// <summary>Reads a message; null when these bytes are none.</summary>
    public static StunMessage? Read(byte[] bytes)
    {
        if (bytes.Length < HeaderLength || BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4)) != Cookie
            || BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2)) != bytes.Length - HeaderLength)
        {
            return null;
        }

        var message = new StunMessage(BinaryPrimitives.ReadUInt16BigEndian(bytes), bytes[8..HeaderLength], bytes);
        for (var at = HeaderLength; at + 4 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 2));
            if (at + 4 + length > bytes.Length)
                return null;
            message.With(BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at)), bytes[(at + 4)..(at + 4 + length)]);
            at += 4 + ((length + 3) & ~3);
        }

        return message;
    }

    /// <summary>Whether a message that was read is signed under the key: only who knows the password can have sent it.</summary>
    public bool IsSignedBy(byte[] key)
    {
        var at = HeaderLength;
        foreach (var (type, value) in _attributes)
        {
            if (type == MessageIntegrity)
                return CryptographicOperations.FixedTimeEquals(value, Integrity(_bytes[..at], key));
            at += 4 + ((value.Length + 3) & ~3);
        }

        return false;
    }

    private static byte[] Integrity(byte[] before, byte[] key)
    {
        // Its own 24 bytes count in the length that it covers, its value does not.
        var covered = (byte[])before.Clone();
        BinaryPrimitives.WriteUInt16BigEndian(covered.AsSpan(2), (ushort)(covered.Length - HeaderLength + IntegrityLength));
#pragma warning disable CA5350 // The attribute is HMAC-SHA1 by definition (RFC 8489, section 14.5).
        return HMACSHA1.HashData(key, covered);
#pragma warning restore CA5350
    }

    private static byte[] Header(ushort type, ushort length, byte[] transaction)
    {
        var header = new byte[HeaderLength];
        BinaryPrimitives.WriteUInt16BigEndian(header, type);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), length);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), Cookie);
        transaction.CopyTo(header, 8);
        return header;
    }

    private static void Write(MemoryStream bytes, ushort type, byte[] value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(head, type);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)value.Length);
        bytes.Write(head);
        bytes.Write(value);
        bytes.Write(new byte[-value.Length & 3]);
    }
}
