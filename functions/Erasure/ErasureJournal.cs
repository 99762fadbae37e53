using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Relay.Functions.People;
using Relay.Functions.Transparency;

namespace Relay.Functions.Erasure;

/// <summary>An erasure as the journal has it.</summary>
/// <param name="Partner">The user's provider.</param>
/// <param name="RowKey">The name of the user's row.</param>
/// <param name="At">When the user was erased.</param>
/// <param name="Remains">What is needed to bring it to its end; null when it is done.</param>
/// <param name="ETag">Of the row.</param>
public sealed record JournalEntry(string Partner, string RowKey, DateTimeOffset At, Remains? Remains, ETag ETag);

/// <summary>What was known of a user whose erasure is under way.</summary>
/// <param name="User">The user.</param>
/// <param name="Record">The record without its links, relations and key state.</param>
/// <param name="Links">The links.</param>
/// <param name="KeyState">What names the user's history of keys.</param>
public sealed record Remains(Address User, UserRecord Record, IReadOnlyList<UserLink> Links, KeyState? KeyState = null);

/// <summary>
/// The erasures of the last weeks, in a partition of their own beside the users: one that was cut off is found and brought to its
/// end, and marks are found when they may go, without looking through all users. What was known of the user stays, sealed, until
/// the erasure is done, and not longer.
/// </summary>
public sealed class ErasureJournal(TableClient table, AddressKeys keys)
{
    // No name of a partner begins so.
    private const string Partition = "~erased";
    private const string PartnerColumn = "Partner";
    private const string AtColumn = "At";
    private const string OpenColumn = "Open";
    private const string RemainsColumn = "Remains";
    private const string SealPurpose = "erasure ";

    /// <summary>Notes an erasure that begins, or begins again.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task BeginAsync(Address user, UserRecord record, DateTimeOffset at, CancellationToken cancel)
    {
        var rowKey = keys.RowKeyOf(user.Partner, user.User);
        var remains = JsonSerializer.SerializeToUtf8Bytes(new Remains(user, record, record.Links, record.KeyState), JournalJson.Default.Remains);
        var row = new TableEntity(Partition, rowKey)
        {
            [PartnerColumn] = user.Partner,
            [AtColumn] = at,
            [OpenColumn] = true,
            [RemainsColumn] = keys.Seal(remains, SealPurpose + rowKey),
        };
        return table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancel);
    }

    /// <summary>The user's last erasure, or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<JournalEntry?> FindAsync(Address user, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, keys.RowKeyOf(user.Partner, user.User), cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Notes that an erasure is done: what was known of the user goes. One that began again meanwhile stays as it is.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task CloseAsync(JournalEntry entry, CancellationToken cancel)
    {
        var row = new TableEntity(Partition, entry.RowKey) { [PartnerColumn] = entry.Partner, [AtColumn] = entry.At, [OpenColumn] = false };
        await UnlessChangedAsync(() => table.UpdateEntityAsync(row, entry.ETag, TableUpdateMode.Replace, cancel));
    }

    /// <summary>Erasures that are not done, begun before a time.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public IAsyncEnumerable<JournalEntry> OpenAsync(DateTimeOffset before, CancellationToken cancel) =>
        QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and Open eq {true} and At lt {before}"), cancel);

    /// <summary>Erasures that are done, of before a time.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public IAsyncEnumerable<JournalEntry> DoneAsync(DateTimeOffset before, CancellationToken cancel) =>
        QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and Open eq {false} and At lt {before}"), cancel);

    /// <summary>Removes the mark of an erasure, and then what the journal has of it.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task ForgetAsync(JournalEntry entry, CancellationToken cancel)
    {
        var user = await table.GetEntityIfExistsAsync<TableEntity>(entry.Partner, entry.RowKey, cancellationToken: cancel);
        // Of a user who was enlisted anew, the time of the erasure stays in the row: it says nothing of anybody else.
        if (user.HasValue && !UserRows.Read(user.Value!, keys).IsEnlisted)
            await UnlessChangedAsync(() => table.DeleteEntityAsync(entry.Partner, entry.RowKey, user.Value!.ETag, cancel));
        await UnlessChangedAsync(() => table.DeleteEntityAsync(Partition, entry.RowKey, entry.ETag, cancel));
    }

    private async IAsyncEnumerable<JournalEntry> QueryAsync(string filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancel))
            yield return Read(row);
    }

    private JournalEntry Read(TableEntity row) => new(
        row.GetString(PartnerColumn),
        row.RowKey,
        row.GetDateTimeOffset(AtColumn)!.Value,
        row.GetBinary(RemainsColumn) is { } remains ? JsonSerializer.Deserialize(keys.Open(remains, SealPurpose + row.RowKey), JournalJson.Default.Remains) : null,
        row.ETag);

    private static async Task UnlessChangedAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            // Somebody else has it now, and brings it to its end.
        }
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Remains))]
internal sealed partial class JournalJson : JsonSerializerContext;
