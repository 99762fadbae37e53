using System.Text.Json;

namespace Relay.Client.Custody;

/// <summary>
/// The relay's signed word that it has erased a user. Nothing of it is checked before <see cref="ErasureVerifier"/> has. It may be
/// handed to the user; who has the salt can tell whom it is about.
/// </summary>
/// <param name="ErasedAt">When; whole milliseconds.</param>
/// <param name="Certificate">A compact JWS, which names no user.</param>
/// <param name="Salt">Base64url of 32 bytes: with it, and the user's address, the certificate can be told to be about this user.</param>
public sealed record ErasureCertificate(DateTimeOffset ErasedAt, string Certificate, string Salt)
{
    /// <summary>Reads the body of a 200 to <c>DELETE /v1/users/{user}</c>, or what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static ErasureCertificate Read(ReadOnlySpan<byte> json) =>
        CustodyJson.Read(json, CustodyJson.Default.ErasureCertificate, "An answer of the relay to DELETE /v1/users/… is wanted.");

    /// <summary>The certificate as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, CustodyJson.Default.ErasureCertificate);
}
