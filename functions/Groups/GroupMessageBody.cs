using System.Text.Json.Serialization;
using Relay.Functions.Accept;

namespace Relay.Functions.Groups;

/// <summary>A <see cref="GroupMessageRequest"/> as it is read: nothing is known to be there.</summary>
internal sealed record GroupMessageBody(
    Guid? Id,
    Guid? MessageId,
    AddressContract? From,
    string? Class,
    int? TimeToLiveSeconds,
    int? Type,
    IReadOnlyList<AddressContract>? Recipients,
    [property: JsonConverter(typeof(PooledBytesConverter))] PooledBytes? Message);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(GroupMessageBody))]
internal sealed partial class GroupJson : JsonSerializerContext;
