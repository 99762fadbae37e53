namespace Relay.Chaos.Load;

/// <summary>Random bytes in the shape of a Signal ratchet message (wire type 1): version, key, counters, ciphertext, MAC.</summary>
internal static class SignalContent
{
    /// <summary>The shortest content that has room for the shape.</summary>
    public const int LeastLength = 64;

    private const byte Version = 0x44;
    private const int KeyLength = 33;
    private const int MacLength = 8;
    private const int LengthBytes = 3;

    /// <summary>A content of exactly this many bytes.</summary>
    public static byte[] Create(int length, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, LeastLength);
        var content = new byte[length];
        random.NextBytes(content);
        // Field 1: the ratchet key. Fields 2 and 3: counters of one byte. Field 4: the ciphertext up to the MAC.
        ReadOnlySpan<byte> key = [Version, (1 << 3) | 2, KeyLength, 0x05];
        ReadOnlySpan<byte> counters = [2 << 3, 7, 3 << 3, 6, (4 << 3) | 2];
        key.CopyTo(content);
        var at = 3 + KeyLength;
        counters.CopyTo(content.AsSpan(at));
        at += counters.Length;
        // A varint of three bytes whatever the length, so that the layout does not depend on it.
        var ciphertext = length - MacLength - at - LengthBytes;
        content[at] = (byte)((ciphertext & 0x7F) | 0x80);
        content[at + 1] = (byte)(((ciphertext >> 7) & 0x7F) | 0x80);
        content[at + 2] = (byte)(ciphertext >> 14);
        return content;
    }
}
