using System.Text.Json.Serialization;
using Relay.Functions.People;

namespace Relay.Functions.Transparency;

/// <summary>A signed state of the log of keys.</summary>
/// <param name="Head">A compact JWS.</param>
public sealed record TreeHeadView(string Head);

/// <summary>Proves that the log of one size is the beginning of that of another (RFC 9162, section 2.1.4).</summary>
/// <param name="From">The earlier size.</param>
/// <param name="To">The later size.</param>
/// <param name="Path">Base64 of 32 bytes each.</param>
public sealed record ConsistencyView(long From, long To, IReadOnlyList<byte[]> Path);

/// <summary>A place for a link in an entry; every entry has four.</summary>
/// <param name="Commitment">Base64 of 32 bytes.</param>
/// <param name="Opening">Opens it, base64 of 32 bytes.</param>
/// <param name="Link">The link's id; left out where the place is empty.</param>
public sealed record KeyLogLink(byte[] Commitment, byte[] Opening, Guid? Link);

/// <summary>One version of a user's keys, and its entry in the log.</summary>
/// <param name="Version">From 1.</param>
/// <param name="At">Since when.</param>
/// <param name="Previous">The commitment of the version before, base64 of 32 bytes; left out of the first.</param>
/// <param name="Commitment">The entry, base64 of 32 bytes.</param>
/// <param name="Opening">Opens it, base64 of 32 bytes.</param>
/// <param name="ServiceId">The user's service id.</param>
/// <param name="IdentityKey">The identity key, base64 of 33 bytes; left out where there was none.</param>
/// <param name="Devices">The devices.</param>
/// <param name="Links">The places for links.</param>
/// <param name="Index">The entry's place in the log, from 0.</param>
/// <param name="Path">The audit path to the root of the answer's head, base64 of 32 bytes each.</param>
public sealed record KeyLogEntry(
    int Version,
    DateTimeOffset At,
    byte[]? Previous,
    byte[] Commitment,
    byte[] Opening,
    Guid ServiceId,
    byte[]? IdentityKey,
    IReadOnlyList<UserDevice> Devices,
    IReadOnlyList<KeyLogLink> Links,
    long Index,
    IReadOnlyList<byte[]> Path);

/// <summary>Versions of a user's keys, for the user's own partner.</summary>
/// <param name="Entries">In their order, at most 100.</param>
/// <param name="Head">The signed head that their paths lead to, a compact JWS.</param>
/// <param name="Next">The version from which there are more; left out when there are none.</param>
public sealed record KeyLogView(IReadOnlyList<KeyLogEntry> Entries, string Head, int? Next);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TreeHeadView))]
[JsonSerializable(typeof(ConsistencyView))]
[JsonSerializable(typeof(KeyLogView))]
internal sealed partial class TransparencyJson : JsonSerializerContext;
