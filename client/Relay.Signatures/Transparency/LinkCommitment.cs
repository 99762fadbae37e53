using System.Security.Cryptography;
using Relay.Signatures.Identity;

namespace Relay.Signatures.Transparency;

/// <summary>
/// Commits to one link of an account without telling that there is one: SHA-256 of an opening and of the statement that the account
/// has signed for the link (<see cref="LinkStatement"/>). An empty place has no statement, and looks the same.
/// </summary>
public static class LinkCommitment
{
    /// <summary>The commitment to a link.</summary>
    /// <param name="opening">By <see cref="KeyOpenings.OfLink"/>, 32 bytes.</param>
    /// <param name="statement">What the account has signed; empty where there is no link.</param>
    public static byte[] Of(ReadOnlySpan<byte> opening, ReadOnlySpan<byte> statement) => SHA256.HashData([.. opening, .. statement]);
}
