using System.Text.Json.Serialization;

namespace Relay.Functions.Erasure;

/// <summary>The answer to an erasure; an erasure asked for again has the same time and another certificate.</summary>
/// <param name="ErasedAt">When the user was erased.</param>
/// <param name="Certificate">The relay's signed word: a compact JWS. It names no user.</param>
/// <param name="Salt">Base64url of 32 bytes: with it and the user's address the certificate can be told to be about this user.</param>
public sealed record ErasureAnswer(DateTimeOffset ErasedAt, string Certificate, string Salt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErasureAnswer))]
internal sealed partial class ErasureContractJson : JsonSerializerContext;
