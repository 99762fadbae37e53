using System.Security.Cryptography;

namespace Relay.Signatures;

/// <summary><c>Content-Digest</c> (RFC 9530, section 2) with SHA-256.</summary>
public static class ContentDigest
{
    private const string Sha256 = "sha-256";
    private const int HashTextLength = 44;
    private const int MostHeaderLength = 2048;

    /// <summary>The header value for a body, which may be empty.</summary>
    public static string Create(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return FromHash(hash);
    }

    /// <summary>The header value for a body whose SHA-256 is known.</summary>
    /// <exception cref="ArgumentException">The hash is not 32 bytes long.</exception>
    public static string FromHash(ReadOnlySpan<byte> sha256)
    {
        RequireHash(sha256);
        return $"{Sha256}=:{Convert.ToBase64String(sha256)}:";
    }

    /// <summary>
    /// Whether the header lists the SHA-256 of the body. Other algorithms may be listed and are not looked at; a malformed header,
    /// one over 2,048 characters, or one that lists sha-256 twice, never matches.
    /// </summary>
    /// <exception cref="ArgumentException">The hash is not 32 bytes long.</exception>
    public static bool Matches(string? header, ReadOnlySpan<byte> sha256OfBody)
    {
        RequireHash(sha256OfBody);
        if (header is null or { Length: > MostHeaderLength })
            return false;

        ReadOnlySpan<char> listed = default;
        var members = new DictionaryReader(header);
        while (members.MoveNext())
        {
            if (!members.Key.SequenceEqual(Sha256))
                continue;
            if (!listed.IsEmpty || members.Value.IsEmpty)
                return false;
            listed = members.Value;
        }

        return !members.IsMalformed && EqualsHash(listed, sha256OfBody);
    }

    private static bool EqualsHash(ReadOnlySpan<char> value, ReadOnlySpan<byte> hash)
    {
        var reader = new StructuredFieldReader(value);
        if (!reader.TryReadBareItem(out var item) || item.Kind != BareItemKind.ByteSequence || item.Text.Length != HashTextLength)
            return false;
        Span<byte> listed = stackalloc byte[SHA256.HashSizeInBytes + 1];
        return Convert.TryFromBase64Chars(item.Text, listed, out var length)
            && CryptographicOperations.FixedTimeEquals(listed[..length], hash);
    }

    private static void RequireHash(ReadOnlySpan<byte> sha256)
    {
        if (sha256.Length != SHA256.HashSizeInBytes)
            throw new ArgumentException("A SHA-256 hash has 32 bytes.", nameof(sha256));
    }
}
