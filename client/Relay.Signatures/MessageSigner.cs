using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Signatures;

/// <summary>
/// Signs requests by the profile: label <c>sig1</c>, the five components, created now, expires five minutes later, and a
/// random nonce, so that each attempt of a retried request is signed anew. Safe for use by several threads at once.
/// </summary>
/// <param name="key">Signs, and gives <c>keyid</c> and <c>alg</c>; the signer does not dispose it.</param>
/// <param name="tag">What the signatures are for, one of <see cref="SignatureTags"/>.</param>
/// <param name="clock">Gives <c>created</c>.</param>
public sealed class MessageSigner(SigningKey key, string tag, TimeProvider clock)
{
    /// <summary>The time from <c>created</c> to <c>expires</c> in seconds: the longest that the default rules accept.</summary>
    public const int LifetimeSeconds = 300;

    private const int NonceLength = 16;

    private static readonly SignatureComponent[] Components = [.. Enum.GetValues<SignatureComponent>()];

    private readonly string _parametersEnd = $"\";keyid=\"{key.KeyId}\";alg=\"{key.Algorithm}\";tag=\"{tag}\"";

    /// <summary>The key's id.</summary>
    public string KeyId => key.KeyId;

    /// <summary>Signs a request whose body is at hand.</summary>
    /// <inheritdoc cref="SignHash"/>
    public SignatureHeaders Sign(SignedRequestLine line, ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return SignHash(line, hash);
    }

    /// <summary>Signs a request whose body's SHA-256 is known.</summary>
    /// <exception cref="ArgumentException">
    /// The request line has an empty method or authority, a query without its question mark, or other characters than printable
    /// ASCII; or the hash is not 32 bytes long.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The key is disposed.</exception>
    public SignatureHeaders SignHash(SignedRequestLine line, ReadOnlySpan<byte> sha256OfBody)
    {
        var digest = ContentDigest.FromHash(sha256OfBody);
        var parameters = Parameters();
        var buffer = ArrayPool<byte>.Shared.Rent(SignatureBase.Bound(line, digest, parameters.Length));
        try
        {
            var length = SignatureBase.Write(buffer, Components, line, digest, Encoding.ASCII.GetBytes(parameters));
            if (length == 0)
                throw new ArgumentException("The request line cannot be signed.", nameof(line));
            Span<byte> signature = stackalloc byte[SignatureAlgorithms.SignatureLength];
            key.Sign(buffer.AsSpan(0, length), signature);
            return new SignatureHeaders(digest, $"sig1={parameters}", $"sig1=:{Convert.ToBase64String(signature)}:");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private string Parameters()
    {
        Span<byte> random = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(random);
        Span<char> nonce = stackalloc char[24];
        nonce = nonce[..Base64Url.EncodeToChars(random, nonce)];
        var created = clock.GetUtcNow().ToUnixTimeSeconds();
        return $"{SignatureComponents.Canonical};created={created};expires={created + LifetimeSeconds};nonce=\"{nonce}{_parametersEnd}";
    }
}
