using System.Text.Json.Serialization;

namespace Relay.Functions.Finding;

/// <summary>What a user is known by. The partner that signs says by this call that it has verified it.</summary>
/// <param name="Value">A number (E.164) or a handle.</param>
/// <param name="Partners">The networks whose users may find it: names, or * alone for all. At least one.</param>
public sealed record IdentifierSettings(string? Value, IReadOnlyList<string>? Partners);

/// <summary>A findable identifier; its value is not kept.</summary>
/// <param name="Kind">handle or number.</param>
/// <param name="Partners">The networks whose users may find it.</param>
public sealed record IdentifierView(string Kind, IReadOnlyList<string> Partners);

/// <summary>Who is known by this?</summary>
/// <param name="From">The user of the calling partner who wants to know.</param>
/// <param name="Kind">handle or number.</param>
/// <param name="Value">The number or handle.</param>
public sealed record FindQuestion(string? From, string? Kind, string? Value);

/// <summary>Who is known by it, and lets users of the asking network know.</summary>
/// <param name="Found">Nobody, or a user for each partner that claims it.</param>
public sealed record FindAnswer(IReadOnlyList<FoundUser> Found);

/// <summary>A user who was found.</summary>
/// <param name="Partner">The network.</param>
/// <param name="User">The user there.</param>
/// <param name="ClaimedBy">The partner that says it has verified it.</param>
/// <param name="Since">Since when it says so.</param>
public sealed record FoundUser(string Partner, string User, string ClaimedBy, DateTimeOffset Since);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(IdentifierSettings))]
[JsonSerializable(typeof(IdentifierView))]
[JsonSerializable(typeof(FindQuestion))]
[JsonSerializable(typeof(FindAnswer))]
internal sealed partial class FindingJson : JsonSerializerContext;
