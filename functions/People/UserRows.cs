using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Relay.Functions.Transparency;

namespace Relay.Functions.People;

/// <summary>
/// A user's row: one for everything of the user, so that accept reads once and an erasure removes once. Links name other users and
/// are sealed; relations are keyed hashes; the rest says nothing of anybody else.
/// </summary>
internal static class UserRows
{
    private const string RecordColumn = "Record";
    private const string LinksColumn = "Links";
    private const string RelationsColumn = "Relations";
    private const string ErasedColumn = "Erased";
    private const string KeyStateColumn = "KeyState";
    private const string KeyStatePurpose = "keys ";

    /// <summary>True in rows whose entry of the key log is not appended; in others there is no such column.</summary>
    public const string UnloggedColumn = "Unlogged";

    public static TableEntity Write(UserRecord record, string partner, string rowKey, AddressKeys keys)
    {
        var row = new TableEntity(partner, rowKey);
        if (record.IsEnlisted)
            row[RecordColumn] = JsonSerializer.Serialize(record, UserRowJson.Default.UserRecord);
        if (record.Links.Count > 0)
            row[LinksColumn] = keys.Seal(JsonSerializer.SerializeToUtf8Bytes(record.Links, UserRowJson.Default.IReadOnlyListUserLink), rowKey);
        if (record.Relations.Count > 0)
            row[RelationsColumn] = record.Relations.ToBytes();
        if (record.ErasedAt is { } erased)
            row[ErasedColumn] = erased;
        if (record.KeyState is { } state)
            row[KeyStateColumn] = keys.Seal(JsonSerializer.SerializeToUtf8Bytes(state, UserRowJson.Default.KeyState), KeyStatePurpose + rowKey);
        if (record.KeyState is { Index: null })
            row[UnloggedColumn] = true;
        return row;
    }

    public static UserRecord Read(TableEntity row, AddressKeys keys)
    {
        var record = row.GetString(RecordColumn) is { } json
            ? JsonSerializer.Deserialize(json, UserRowJson.Default.UserRecord)!
            : new UserRecord(false, [], []) { IsEnlisted = false };
        return record with
        {
            Links = row.GetBinary(LinksColumn) is { } links
                ? JsonSerializer.Deserialize(keys.Open(links, row.RowKey), UserRowJson.Default.IReadOnlyListUserLink)!
                : [],
            Relations = RelationSet.Read(row.GetBinary(RelationsColumn)),
            ErasedAt = row.GetDateTimeOffset(ErasedColumn),
            IdentityKeyChangedAt = record.History.LastOrDefault(change => change.What == UserChanges.IdentityKey)?.At,
            KeyState = row.GetBinary(KeyStateColumn) is { } state
                ? JsonSerializer.Deserialize(keys.Open(state, KeyStatePurpose + row.RowKey), UserRowJson.Default.KeyState)
                : null,
            AddressHash = AddressKeys.LaneHashOf(row.RowKey),
        };
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UserRecord))]
[JsonSerializable(typeof(IReadOnlyList<UserLink>))]
[JsonSerializable(typeof(KeyState))]
internal sealed partial class UserRowJson : JsonSerializerContext;
