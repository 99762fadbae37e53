using System.Text.Json.Serialization;

namespace Relay.Functions.Partners;

/// <summary>What every partner may know of another: what goes between them, and whose word certifies its senders.</summary>
/// <param name="Partner">Its name.</param>
/// <param name="Capabilities">What it can receive.</param>
/// <param name="Protocols">The protocols of its users' messages.</param>
/// <param name="SenderCertificateRoots">Trust roots of its sender certificates: base64 of 33 bytes each; empty when it certifies nobody.</param>
public sealed record NetworkView(string Partner, IReadOnlyList<string> Capabilities, IReadOnlyList<string> Protocols, IReadOnlyList<byte[]> SenderCertificateRoots)
{
    internal static NetworkView Of(PartnerRecord record) => new(record.Name, record.Capabilities, record.Protocols, record.SenderCertificateRoots);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NetworkView))]
internal sealed partial class NetworkJson : JsonSerializerContext;
