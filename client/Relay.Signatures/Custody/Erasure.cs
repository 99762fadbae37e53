using System.Security.Cryptography;
using System.Text;

namespace Relay.Signatures.Custody;

/// <summary>What a certificate of erasure says. It names no user: who has the salt and the address can tell that it is about them.</summary>
public sealed record Erasure
{
    /// <summary>The length of a certificate's salt, in bytes.</summary>
    public const int SaltLength = 32;

    /// <summary>The relay's authority.</summary>
    public required string Relay { get; init; }

    /// <summary>The partner whose user was erased.</summary>
    public required string Partner { get; init; }

    /// <summary>By <see cref="HashOf"/>, base64url without padding.</summary>
    public required string UserHash { get; init; }

    /// <summary>When the user was erased; whole milliseconds.</summary>
    public required DateTimeOffset ErasedAt { get; init; }

    /// <summary>What is gone (docs/people-profiles.md has the words).</summary>
    public required IReadOnlyList<string> Gone { get; init; }

    /// <summary>What is not gone yet, and by when it is.</summary>
    public required IReadOnlyList<ErasureRest> Until { get; init; }

    /// <summary>The key that signed; empty before that.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>SHA-256 of the salt, the partner's name, a zero byte and the user's id (UTF-8): 32 bytes.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> salt, string partner, string user)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(Encoding.UTF8.GetBytes(partner));
        hash.AppendData([0]);
        hash.AppendData(Encoding.UTF8.GetBytes(user));
        return hash.GetHashAndReset();
    }
}

/// <summary>Something of an erased user that ends by itself.</summary>
/// <param name="What">A word (docs/people-profiles.md).</param>
/// <param name="By">When it is gone at the latest; whole milliseconds.</param>
public sealed record ErasureRest(string What, DateTimeOffset By);
