using System.Text.Json.Serialization;

namespace Relay.Functions.Contacts;

/// <summary>Since when a block or a grant holds.</summary>
/// <param name="Since">To the second.</param>
public sealed record RelationView(DateTimeOffset Since);

/// <summary>Whom a user asks to be allowed to write to.</summary>
/// <param name="Partner">The network.</param>
/// <param name="User">The user there.</param>
public sealed record ContactRequestBody(string? Partner, string? User);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RelationView))]
[JsonSerializable(typeof(ContactRequestBody))]
internal sealed partial class ContactJson : JsonSerializerContext;
