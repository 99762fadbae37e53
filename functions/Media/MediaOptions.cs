using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Media;

/// <summary>Encrypted media. Section <c>Media</c> of the configuration.</summary>
public sealed class MediaOptions
{
    /// <summary>The largest ciphertext, in bytes.</summary>
    [Range(1, 5L * 1024 * 1024 * 1024)]
    public long MaxBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>Minutes for which a grant to upload or download is good.</summary>
    [Range(1, 24 * 60)]
    public int GrantMinutes { get; set; } = 15;

    /// <summary>Hours after which an upload that was not completed is removed.</summary>
    [Range(1, 24 * 7)]
    public int IncompleteHours { get; set; } = 2;

    /// <summary>Days for which media is kept; longer than the longest time to live of an envelope, so that a late one still finds it.</summary>
    [Range(1, 365)]
    public int RetentionDays { get; set; } = 31;
}
