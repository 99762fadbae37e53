namespace Relay.Benchmarks.Load;

/// <summary>Contents that look like Signal's: version byte, protobuf with ratchet key, counters and ciphertext, MAC.</summary>
internal static class SignalContent
{
    /// <summary>The length of every content, in bytes: that of a short text message with its padding.</summary>
    public const int Length = 1200;

    private const byte Version = 0x44;
    private const int MacLength = 8;
    private const int KeyLength = 33;

    /// <summary>A type 1 (ratchet) content of random bytes in that shape.</summary>
    public static byte[] Create(Random random)
    {
        var content = new byte[Length];
        random.NextBytes(content);
        // Field 1: the key. Fields 2 and 3: counters of one byte. Field 4: the ciphertext up to the MAC.
        ReadOnlySpan<byte> key = [Version, (1 << 3) | 2, KeyLength, 0x05];
        key.CopyTo(content);
        var at = 3 + KeyLength;
        ReadOnlySpan<byte> counters = [2 << 3, 7, 3 << 3, 6, (4 << 3) | 2];
        counters.CopyTo(content.AsSpan(at));
        at += counters.Length;
        const int LengthBytes = 2;
        var ciphertext = Length - MacLength - at - LengthBytes;
        content[at] = (byte)((ciphertext & 0x7F) | 0x80);
        content[at + 1] = (byte)(ciphertext >> 7);
        return content;
    }
}
