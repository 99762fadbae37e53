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
    /// <summary>Stands for the user that it belongs to (<see cref="People.UserTags"/>); null when its declaration named none.</summary>
    public string? UserTag { get; init; }

    /// <summary>Whether it stays beyond the retention: it is its user's picture.</summary>
    public bool IsKept { get; init; }

    /// <summary>The name of its blob.</summary>
    public string BlobName => BlobNameOf(Id);

    /// <summary>The name of the blob of a piece.</summary>
    public static string BlobNameOf(Guid id) => id.ToString("N");

    /// <summary>Whether a partner may read it.</summary>
    public bool MayRead(string partner) => Owner == partner || Readers.Contains(partner);
}
