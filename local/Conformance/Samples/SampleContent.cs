using System.Security.Cryptography;

namespace Relay.Local.Conformance.Samples;

/// <summary>Random bytes in the shapes that the relay lets pass: nobody can open them.</summary>
internal static class SampleContent
{
    /// <summary>The wire type of a ratchet message.</summary>
    public const byte Ratchet = 1;

    /// <summary>The wire type of a sealed message.</summary>
    public const byte Sealed = 6;

    private const int OwnLength = 49;
    private const int KeyLength = 33;
    private const int MacLength = 8;

    /// <summary>A ratchet message of exactly this many bytes (libsignal's SignalMessage: version, protobuf, MAC).</summary>
    public static byte[] RatchetMessage(int length)
    {
        var message = new MemoryStream(length);
        message.WriteByte(0x44);
        message.Write([0x0A, KeyLength, 0x05]); // ratchetKey = 1
        message.Write(RandomNumberGenerator.GetBytes(KeyLength - 1));
        message.Write([0x10, 0x01, 0x18, 0x00]); // counter = 2, previousCounter = 3
        var ciphertext = length - (int)message.Length - MacLength - 4;
        message.WriteByte(0x22); // ciphertext = 4, its length as a varint of three bytes
        message.Write([(byte)((ciphertext & 0x7F) | 0x80), (byte)(((ciphertext >> 7) & 0x7F) | 0x80), (byte)(ciphertext >> 14)]);
        message.Write(RandomNumberGenerator.GetBytes(ciphertext + MacLength));
        return message.ToArray();
    }

    /// <summary>What is a recipient's own of a message that was sealed for several.</summary>
    public static byte[] SealedOwn()
    {
        var own = RandomNumberGenerator.GetBytes(OwnLength);
        own[0] = 0x22;
        return own;
    }
}
