using System.Security.Cryptography;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Random bytes in the shape of a Signal ratchet message (wire type 1), for tests of the way and not of the cryptography.</summary>
internal static class RatchetMessage
{
    private const byte Version = 0x44;
    private const int KeyLength = 33;
    private const int MacLength = 8;

    /// <summary>A message of exactly this many bytes.</summary>
    public static byte[] Create(int length)
    {
        var message = new MemoryStream();
        message.WriteByte(Version);
        message.Write([0x0A, KeyLength, 0x05]); // ratchetKey = 1
        message.Write(RandomNumberGenerator.GetBytes(KeyLength - 1));
        message.Write([0x10, 0x01, 0x18, 0x00]); // counter = 2, previousCounter = 3
        var ciphertext = length - (int)message.Length - MacLength - 4;
        message.WriteByte(0x22); // ciphertext = 4, its length as a varint of three bytes
        message.Write([(byte)(ciphertext & 0x7F | 0x80), (byte)(ciphertext >> 7 & 0x7F | 0x80), (byte)(ciphertext >> 14)]);
        message.Write(RandomNumberGenerator.GetBytes(ciphertext));
        message.Write(RandomNumberGenerator.GetBytes(MacLength));
        return message.ToArray();
    }
}
