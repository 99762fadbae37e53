using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Random bytes in the shape of MLS messages (RFC 9420), for tests of the way and not of the cryptography.</summary>
internal static class MlsMessage
{
    public const byte Application = 1;
    public const byte Commit = 3;

    private const int SenderDataLength = 28;
    private const int CiphertextLength = 100;

    /// <summary>A PrivateMessage of a group.</summary>
    public static byte[] Private(ReadOnlySpan<byte> group, ulong epoch = 0, byte contentType = Application)
    {
        var message = new MemoryStream();
        message.Write([0, 1, 0, 2, (byte)group.Length]); // mls10, mls_private_message, group_id
        message.Write(group);
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, epoch);
        message.Write(number);
        message.Write([contentType, 0, SenderDataLength]); // content_type, no authenticated_data, encrypted_sender_data
        message.Write(RandomNumberGenerator.GetBytes(SenderDataLength));
        message.Write([0x40, CiphertextLength]); // a length of two bytes
        message.Write(RandomNumberGenerator.GetBytes(CiphertextLength));
        return message.ToArray();
    }
}
