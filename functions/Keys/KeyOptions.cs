using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Keys;

/// <summary>When partners are told that a device needs one-time keys. Section <c>Keys</c> of the configuration.</summary>
public sealed class KeyOptions
{
    /// <summary>One-time keys of a sort; when a claim leaves fewer, the device's partner is told (<c>keys.low</c>), once.</summary>
    [Range(0, KeyNumbers.MostInStock)]
    public int LowStock { get; set; } = 20;
}
