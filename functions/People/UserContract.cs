using System.Text.Json.Serialization;

namespace Relay.Functions.People;

/// <summary>A user as the user's own partner sets it. What is left out is set to its default, except where it says otherwise.</summary>
/// <param name="OptedIn">Nothing passes to or from the user unless this is true.</param>
/// <param name="Partners">The networks the user is open to: names, or * alone for all. At most 64.</param>
/// <param name="Devices">The user's devices, at most 20.</param>
/// <param name="Territory">Where the user is: two capital letters (ISO 3166-1). Needed where an agreement names territories.</param>
/// <param name="Inbox">separate (default) or combined: where the user's app shows what comes from other networks. Handed over with each envelope.</param>
/// <param name="Capabilities">What the user accepts besides messages: ephemeral, calls. Everything when left out.</param>
/// <param name="Contact">open (default): everybody of those networks may write; request: only whom the user has granted it.</param>
/// <param name="Terms">The terms that the user has agreed to. Left out, those that are known stay.</param>
/// <param name="IdentityKey">The account's identity key: base64 of 33 bytes, 0x05 and the Curve25519 key. Needed to link accounts. Left out, it stays; another key ends the account's links.</param>
/// <param name="CommonMailbox">Whether what is sent to one of the linked accounts is to reach all of them.</param>
public sealed record UserSettings(
    bool? OptedIn,
    IReadOnlyList<string>? Partners,
    IReadOnlyList<UserDevice>? Devices,
    string? Territory = null,
    string? Inbox = null,
    IReadOnlyList<string>? Capabilities = null,
    string? Contact = null,
    UserTermsSettings? Terms = null,
    byte[]? IdentityKey = null,
    bool? CommonMailbox = null);

/// <summary>The terms that a user has agreed to.</summary>
/// <param name="Version">The partner's name for them, at most 64 characters.</param>
/// <param name="At">When; the time of the call when left out.</param>
public sealed record UserTermsSettings(string? Version, DateTimeOffset? At = null);

/// <summary>A user as the relay has it; for the user's own partner.</summary>
/// <param name="OptedIn">Whether the user takes part.</param>
/// <param name="Partners">The networks the user is open to.</param>
/// <param name="Devices">The user's devices.</param>
/// <param name="ServiceId">The user's service id, random, given when it was enlisted.</param>
/// <param name="Territory">Where the user is.</param>
/// <param name="Inbox">separate or combined.</param>
/// <param name="Capabilities">What the user accepts besides messages.</param>
/// <param name="Contact">open or request.</param>
/// <param name="Terms">The terms that the user has agreed to.</param>
/// <param name="IdentityKey">The account's identity key.</param>
/// <param name="CommonMailbox">Whether the linked accounts share a mailbox.</param>
/// <param name="Links">How many accounts are linked.</param>
/// <param name="Blocks">How many users and networks are blocked.</param>
/// <param name="History">What was changed and when, oldest first; the last 50.</param>
public sealed record UserView(
    bool OptedIn,
    IReadOnlyList<string> Partners,
    IReadOnlyList<UserDevice> Devices,
    Guid ServiceId,
    string? Territory,
    string Inbox,
    IReadOnlyList<string> Capabilities,
    string Contact,
    UserTerms? Terms,
    byte[]? IdentityKey,
    bool CommonMailbox,
    int Links,
    int Blocks,
    IReadOnlyList<UserChange> History)
{
    internal static UserView Of(UserRecord record) => new(
        record.OptedIn,
        record.Partners,
        record.Devices,
        record.ServiceId,
        record.Territory,
        UserWords.Of(record.Inbox),
        record.Capabilities ?? UserCapabilities.All,
        UserWords.Of(record.Contact),
        record.Terms,
        record.IdentityKey,
        record.CommonMailbox,
        record.Links.Count,
        record.Relations.CountOf(RelationKind.BlockedUser) + record.Relations.CountOf(RelationKind.BlockedNetwork),
        record.History);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(UserSettings))]
[JsonSerializable(typeof(UserView))]
internal sealed partial class UserJson : JsonSerializerContext;
