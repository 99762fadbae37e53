using System.Buffers.Text;

namespace Relay.Signatures.Custody;

/// <summary>Base64url without padding (RFC 7515, section 2), read strictly: one text for each sequence of bytes.</summary>
public static class Base64UrlText
{
    /// <summary>The bytes; null when the text is not exactly what <see cref="Base64Url"/> writes for them.</summary>
    public static byte[]? Read(ReadOnlySpan<char> text)
    {
        if (!Base64Url.IsValid(text, out var length))
            return null;

        var bytes = new byte[length];
        // Writing it again finds what a lenient decoder lets pass: white space, padding, stray bits in the last character.
        return Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == length
            && text.SequenceEqual(Base64Url.EncodeToString(bytes))
            ? bytes
            : null;
    }

    /// <summary>As <see cref="Read(ReadOnlySpan{char})"/>, and null when there are more or fewer bytes than that.</summary>
    public static byte[]? Read(ReadOnlySpan<char> text, int length) => Read(text) is { } bytes && bytes.Length == length ? bytes : null;
}
