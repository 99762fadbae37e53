using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace Relay.Functions.Media;

/// <summary>A piece as it is found by its user.</summary>
/// <param name="Id">The piece.</param>
/// <param name="IsKept">Whether it is, or was, the user's picture.</param>
/// <param name="Since">When it was declared, or kept.</param>
public readonly record struct UserMedia(Guid Id, bool IsKept, DateTimeOffset Since);

/// <summary>
/// Media in Table storage, partitioned by the hour of declaration, which the id itself tells. What belongs to a user has a second
/// row under the user's tag.
/// </summary>
public sealed class MediaStore(TableClient table)
{
    private const string HourFormat = "yyyyMMddHH";

    // Sorts after every hour.
    private const string UserPartition = "user-";
    private const string KeptColumn = "Kept";
    private const int TimeDigits = 12;

    /// <summary>Adds a declared piece: first under its user, so that none is there which an erasure would not find.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task AddAsync(MediaRecord media, CancellationToken cancel)
    {
        if (media.UserTag is not null)
            await table.UpsertEntityAsync(UserRow(media), TableUpdateMode.Replace, cancel);
        await table.AddEntityAsync(Row(media), cancel);
    }

    /// <summary>The piece of this id, or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<MediaRecord?> FindAsync(Guid id, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition(id), Name(id), cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Marks a piece as complete; harmless when it is.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused, or the piece was swept meanwhile (404).</exception>
    public Task CompleteAsync(MediaRecord media, CancellationToken cancel) =>
        table.UpdateEntityAsync(Row(media with { Complete = true }), ETag.All, TableUpdateMode.Replace, cancel);

    /// <summary>Keeps a completed piece as a user's picture.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused, or the piece was swept meanwhile (404).</exception>
    public async Task KeepAsync(MediaRecord media, string userTag, CancellationToken cancel)
    {
        var kept = media with { UserTag = userTag, IsKept = true };
        await table.UpsertEntityAsync(UserRow(kept), TableUpdateMode.Replace, cancel);
        await table.UpdateEntityAsync(Row(kept), ETag.All, TableUpdateMode.Replace, cancel);
    }

    /// <summary>Removes a piece.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task RemoveAsync(MediaRecord media, CancellationToken cancel) => RemoveAsync(media.Id, media.UserTag, cancel);

    /// <summary>Removes a piece, and last what it is found by.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task RemoveAsync(Guid id, string? userTag, CancellationToken cancel)
    {
        await table.DeleteEntityAsync(Partition(id), Name(id), cancellationToken: cancel);
        if (userTag is not null)
            await table.DeleteEntityAsync(UserPartition + userTag, Name(id), cancellationToken: cancel);
    }

    /// <summary>Makes a piece incomplete and nobody's, so that it is swept as an upload that was not completed.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task DisownAsync(Guid id, string userTag, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is { } media)
            await table.UpsertEntityAsync(Row(media with { UserTag = null, IsKept = false, Complete = false }), TableUpdateMode.Replace, cancel);
        await table.DeleteEntityAsync(UserPartition + userTag, Name(id), cancellationToken: cancel);
    }

    /// <summary>The pieces of a user.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async IAsyncEnumerable<UserMedia> OfUserAsync(string userTag, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {UserPartition + userTag}"), cancellationToken: cancel))
            yield return new UserMedia(Guid.ParseExact(row.RowKey, "N"), row.GetBoolean(KeptColumn) ?? false, row.Timestamp ?? default);
    }

    /// <summary>Removes what pieces declared before a time are found by; those are gone. Pictures stay.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task SweepUsersAsync(DateTimeOffset before, CancellationToken cancel)
    {
        // An id begins with its time.
        var oldest = Name(Guid.CreateVersion7(before))[..TimeDigits];
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {UserPartition} and RowKey lt {oldest} and Kept eq {false}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancel))
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancel);
    }

    /// <summary>Pieces declared in an hour before that of <paramref name="time"/>, pictures left out.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async IAsyncEnumerable<MediaRecord> DeclaredBeforeAsync(DateTimeOffset time, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey lt {Hour(time)} and Kept eq {false}"), cancellationToken: cancel))
            yield return Read(row);
    }

    /// <summary>When a piece was declared, from its id; the last time there is for an id that no clock can have made.</summary>
    public static DateTimeOffset DeclaredAt(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }

    private static string Partition(Guid id) => Hour(DeclaredAt(id));

    private static string Hour(DateTimeOffset time) => time.UtcDateTime.ToString(HourFormat, CultureInfo.InvariantCulture);

    private static TableEntity Row(MediaRecord media) => new(Partition(media.Id), Name(media.Id))
    {
        ["Owner"] = media.Owner,
        ["Length"] = media.Length,
        ["Sha256"] = media.Sha256,
        ["Readers"] = string.Join(' ', media.Readers),
        ["Complete"] = media.Complete,
        [KeptColumn] = media.IsKept,
        ["User"] = media.UserTag,
    };

    private static TableEntity UserRow(MediaRecord media) => new(UserPartition + media.UserTag, Name(media.Id)) { [KeptColumn] = media.IsKept };

    private static string Name(Guid id) => id.ToString("N");

    private static MediaRecord Read(TableEntity row) => new(
        Guid.ParseExact(row.RowKey, "N"),
        row.GetString("Owner"),
        row.GetInt64("Length")!.Value,
        row.GetString("Sha256"),
        row.GetString("Readers").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        row.GetBoolean("Complete") ?? false,
        row.ETag)
    {
        UserTag = row.GetString("User"),
        IsKept = row.GetBoolean(KeptColumn) ?? false,
    };
}
