using System.Text.Json.Serialization;

namespace Relay.Functions.Media;

/// <summary>Declares a piece of encrypted media.</summary>
/// <param name="Length">Bytes of the ciphertext.</param>
/// <param name="Sha256">SHA-256 of the ciphertext, base64.</param>
/// <param name="Readers">Partners that may read it, 1 to 64 names.</param>
/// <param name="User">The partner's own user that it belongs to: an erasure of the user removes it. Without it, it stays for its retention.</param>
public sealed record MediaDeclaration(long? Length, string? Sha256, IReadOnlyList<string>? Readers, string? User = null);

/// <summary>A request that the holder may make to Blob storage, without any further signature.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">The address, which is a secret.</param>
/// <param name="Headers">Headers that must be sent.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record MediaGrant(string Method, Uri Url, IReadOnlyDictionary<string, string>? Headers, DateTimeOffset ExpiresAt);

/// <summary>A piece of encrypted media.</summary>
/// <param name="Id">Its id, to be sent inside the encrypted message.</param>
/// <param name="Length">Bytes of the ciphertext.</param>
/// <param name="Sha256">SHA-256 of the ciphertext, base64.</param>
/// <param name="ExpiresAt">Until when it is kept.</param>
/// <param name="Upload">The grant to upload it, in the answer to its declaration.</param>
/// <param name="Download">The grant to download it, in the answer to a reader.</param>
public sealed record MediaView(Guid Id, long Length, string Sha256, DateTimeOffset ExpiresAt, MediaGrant? Upload = null, MediaGrant? Download = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(MediaDeclaration))]
[JsonSerializable(typeof(MediaView))]
internal sealed partial class MediaJson : JsonSerializerContext;
