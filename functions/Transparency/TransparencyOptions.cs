using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Transparency;

/// <summary>The log of keys. Section <c>Transparency</c> of the configuration.</summary>
public sealed class TransparencyOptions
{
    /// <summary>Days for which signed heads can be read by their size; the newest is always kept.</summary>
    [Range(1, 3650)]
    public int HeadDays { get; set; } = 400;

    /// <summary>Full tiles of the log that an instance keeps in memory, about 16 KiB each.</summary>
    [Range(0, 100_000)]
    public int CachedTiles { get; set; } = 2048;
}
