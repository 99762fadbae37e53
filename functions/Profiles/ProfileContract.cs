using System.Text.Json.Serialization;
using Relay.Functions.Media;

namespace Relay.Functions.Profiles;

/// <summary>A user's profile, encrypted by the user's app with a key that it gives to whom the user writes.</summary>
/// <param name="Version">64 lower-case hexadecimal digits that the app derives from the profile key and the user's id.</param>
/// <param name="Name">Base64 of 81 or 285 bytes: nonce 12, the name padded to 53 or 257, tag 16.</param>
/// <param name="About">Base64 of 156, 282 or 540 bytes: the same of 128, 254 or 512. Left out, there is none.</param>
/// <param name="Picture">Completed media of the calling partner, encrypted. Left out, there is none.</param>
public sealed record ProfileSettings(string? Version, byte[]? Name, byte[]? About = null, Guid? Picture = null);

/// <summary>A profile as it was set.</summary>
/// <param name="Version">Its version.</param>
/// <param name="ChangedAt">When.</param>
public sealed record OwnProfileView(string Version, DateTimeOffset ChangedAt);

/// <summary>Asks for a profile.</summary>
/// <param name="From">The asking user, of the calling partner.</param>
/// <param name="To">Whose profile.</param>
/// <param name="Version">The version that follows from the profile key.</param>
public sealed record ProfileQuestion(string? From, ProfileOwner? To, string? Version);

/// <summary>A user of a partner.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="User">The user.</param>
public sealed record ProfileOwner(string? Partner, string? User);

/// <summary>A profile, for those who may write to its user and know its key.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Name">Ciphertext.</param>
/// <param name="About">Ciphertext; left out where there is none.</param>
/// <param name="Picture">Left out where there is none.</param>
/// <param name="ChangedAt">When it was set.</param>
public sealed record ProfileView(string Version, byte[] Name, byte[]? About, ProfilePicture? Picture, DateTimeOffset ChangedAt);

/// <summary>The encrypted picture of a profile.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Download">The grant to download it.</param>
/// <param name="Length">Bytes of the ciphertext.</param>
/// <param name="Sha256">Of the ciphertext, base64.</param>
public sealed record ProfilePicture(Guid Id, MediaGrant Download, long Length, string Sha256);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ProfileSettings))]
[JsonSerializable(typeof(OwnProfileView))]
[JsonSerializable(typeof(ProfileQuestion))]
[JsonSerializable(typeof(ProfileView))]
internal sealed partial class ProfileJson : JsonSerializerContext;
