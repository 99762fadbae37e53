using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Profiles;

/// <summary>Encrypted profiles. Section <c>Profiles</c> of the configuration.</summary>
public sealed class ProfileOptions
{
    /// <summary>The largest encrypted picture, in bytes. Pictures are kept for as long as they are a user's.</summary>
    [Range(1, 100 * 1024 * 1024)]
    public int PictureBytes { get; set; } = 5 * 1024 * 1024;
}
