using Azure;

namespace Relay.Functions.Media;

/// <summary>A piece of encrypted media.</summary>
/// <param name="Id">UUIDv7: its time is the time of the declaration.</param>
/// <param name="Owner">The partner that declared it.</param>
/// <param name="Length">Bytes of the ciphertext.</param>
/// <param name="Sha256">Of the ciphertext, base64.</param>
/// <param name="Readers">Partners that may read it.</param>
/// <param name="Complete">Whether length and digest have been checked against what was uploaded.</param>
/// <param name="ETag">Of the row.</param>
public sealed record MediaRecord(Guid Id, string Owner, long Length, string Sha256, IReadOnlyList<string> Readers, bool Complete, ETag ETag)
{
    /// <summary>The name of its blob.</summary>
    public string BlobName => Id.ToString("N");

    /// <summary>Whether a partner may read it.</summary>
    public bool MayRead(string partner) => Owner == partner || Readers.Contains(partner);
}
