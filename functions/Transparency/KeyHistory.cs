using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using Relay.Functions.People;

namespace Relay.Functions.Transparency;

/// <summary>One version in a user's history. It names nobody else: links are ids.</summary>
/// <param name="Version">From 1.</param>
/// <param name="At">Since when.</param>
/// <param name="Previous">The commitment of the version before; null of the first.</param>
/// <param name="Commitment">This version's.</param>
/// <param name="Index">The entry's place in the log.</param>
/// <param name="ServiceId">The user's service id.</param>
/// <param name="IdentityKey">The identity key; null where there was none.</param>
/// <param name="Devices">The devices.</param>
/// <param name="Links">The places for links, in their order.</param>
internal sealed record KeyHistoryEntry(
    int Version,
    DateTimeOffset At,
    byte[]? Previous,
    byte[] Commitment,
    long Index,
    Guid ServiceId,
    byte[]? IdentityKey,
    IReadOnlyList<UserDevice> Devices,
    IReadOnlyList<KeyHistoryLink> Links)
{
    public static KeyHistoryEntry Of(Address user, UserRecord record, KeyState state, long index) => new(
        state.Version,
        state.At,
        state.Previous,
        state.Commitment,
        index,
        record.ServiceId,
        record.IdentityKey,
        record.Devices,
        [.. KeyVersions.LinksOf(user, record, state).Select(place => new KeyHistoryLink(place.Link, place.Commitment))]);
}

/// <summary>A place for a link.</summary>
/// <param name="Link">The link's id; null where the place was empty.</param>
/// <param name="Commitment">Its commitment.</param>
internal sealed record KeyHistoryLink(Guid? Link, byte[] Commitment);

/// <summary>
/// The versions that users had, for their own partners. Both the name of a user's partition and the key that its rows are sealed with
/// come from the user's salt: where the salt is gone, what an interrupted erasure could leave belongs to nobody and does not open.
/// </summary>
internal sealed class KeyHistory(TableClient table)
{
    private const string StateColumn = "State";
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>The name of a user's partition.</summary>
    public static string PartitionOf(ReadOnlySpan<byte> salt) => "u" + Convert.ToHexString(HMACSHA256.HashData(salt, "history"u8));

    /// <summary>Adds a version; one that is there is written again.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public Task AddAsync(byte[] salt, KeyHistoryEntry entry, CancellationToken cancel)
    {
        var row = new TableEntity(PartitionOf(salt), RowOf(entry.Version)) { [StateColumn] = Seal(salt, JsonSerializer.SerializeToUtf8Bytes(entry, KeyHistoryJson.Default.KeyHistoryEntry)) };
        return table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
    }

    /// <summary>The versions from one on, in their order.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async IAsyncEnumerable<KeyHistoryEntry> ReadAsync(byte[] salt, int from, [EnumeratorCancellation] CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(salt)} and RowKey ge {RowOf(from)}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            yield return JsonSerializer.Deserialize(Open(salt, row.GetBinary(StateColumn)), KeyHistoryJson.Default.KeyHistoryEntry)!;
    }

    /// <summary>Removes all versions.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task RemoveAsync(byte[] salt, CancellationToken cancel)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(salt)}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancel);
    }

    private static string RowOf(int version) => version.ToString("D10", CultureInfo.InvariantCulture);

    private static byte[] Seal(byte[] salt, byte[] content)
    {
        var bytes = new byte[NonceLength + content.Length + TagLength];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceLength));
        using var cipher = Cipher(salt);
        cipher.Encrypt(bytes.AsSpan(0, NonceLength), content, bytes.AsSpan(NonceLength, content.Length), bytes.AsSpan(NonceLength + content.Length));
        return bytes;
    }

    private static byte[] Open(byte[] salt, byte[] bytes)
    {
        var content = new byte[bytes.Length - NonceLength - TagLength];
        using var cipher = Cipher(salt);
        cipher.Decrypt(bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength, content.Length), bytes.AsSpan(NonceLength + content.Length), content);
        return content;
    }

    private static AesGcm Cipher(byte[] salt) => new(HMACSHA256.HashData(salt, "history key"u8), TagLength);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyHistoryEntry))]
internal sealed partial class KeyHistoryJson : JsonSerializerContext;
