using System.Text.Json.Serialization;

namespace Relay.Functions.People;

/// <summary>A user as the user's own partner sets it.</summary>
/// <param name="OptedIn">Nothing passes to or from the user unless this is true.</param>
/// <param name="Partners">The networks the user is open to: names, or * alone for all. At most 64.</param>
/// <param name="Devices">The user's devices, at most 20.</param>
public sealed record UserSettings(bool? OptedIn, IReadOnlyList<string>? Partners, IReadOnlyList<UserDevice>? Devices);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(UserSettings))]
[JsonSerializable(typeof(UserRecord))]
internal sealed partial class UserJson : JsonSerializerContext;
