using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.Signatures.Custody;

/// <summary>The JOSE header of a receipt.</summary>
internal sealed record ReceiptHead(
    [property: JsonPropertyName("alg")] string Algorithm,
    [property: JsonPropertyName("kid")] string KeyId,
    [property: JsonPropertyName("typ")] string Type,
    [property: JsonPropertyName("crit")] JsonElement? Critical = null);

/// <summary>The claims of a receipt as they stand in its payload; members that are not known are passed over.</summary>
internal sealed record ReceiptClaims(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("sub")] string Subject,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("acceptedAt")] string AcceptedAt,
    [property: JsonPropertyName("count")] int Count,
    [property: JsonPropertyName("root")] string Root,
    [property: JsonPropertyName("instance")] string Instance,
    [property: JsonPropertyName("number")] long Number,
    [property: JsonPropertyName("previous")] string? Previous = null);

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReceiptHead))]
[JsonSerializable(typeof(ReceiptClaims))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
