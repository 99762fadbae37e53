using System.Text.Json.Serialization;

namespace Relay.Client.Envelopes;

/// <summary>One ciphertext for one device.</summary>
/// <param name="Device">The device, 1 to 127.</param>
/// <param name="RegistrationId">The registration of that device that the ciphertext was made for, 1 to 16383.</param>
/// <param name="Type">What the ciphertext is.</param>
/// <param name="Content">The ciphertext, 1 byte to 96 KiB.</param>
public sealed record DeviceCiphertext(int Device, int RegistrationId, CiphertextType Type, byte[] Content)
{
    /// <summary>The place of the part that follows the content, in a delivery that is being read.</summary>
    [JsonInclude]
    [JsonPropertyName("shared")]
    internal int? Shared { get; init; }
}
