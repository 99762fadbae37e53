using System.Buffers.Binary;
using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Relay.Functions.Media;

/// <summary>Media in Table storage, partitioned by the hour of declaration, which the id itself tells.</summary>
public sealed class MediaStore(TableClient table)
{
    private const string HourFormat = "yyyyMMddHH";

    /// <summary>Adds a declared piece.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task AddAsync(MediaRecord media, CancellationToken cancel) => table.AddEntityAsync(Row(media), cancel);

    /// <summary>The piece of this id, or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<MediaRecord?> FindAsync(Guid id, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition(id), id.ToString("N"), cancellationToken: cancel);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Marks a piece as complete; harmless when it is.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused, or the piece was swept meanwhile (404).</exception>
    public Task CompleteAsync(MediaRecord media, CancellationToken cancel) =>
        table.UpdateEntityAsync(Row(media with { Complete = true }), ETag.All, TableUpdateMode.Replace, cancel);

    /// <summary>Removes a piece.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task RemoveAsync(MediaRecord media, CancellationToken cancel) =>
        table.DeleteEntityAsync(Partition(media.Id), media.Id.ToString("N"), cancellationToken: cancel);

    /// <summary>Pieces declared in an hour before that of <paramref name="time"/>.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async IAsyncEnumerable<MediaRecord> DeclaredBeforeAsync(DateTimeOffset time, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey lt {Hour(time)}"), cancellationToken: cancel))
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

    private static TableEntity Row(MediaRecord media) => new(Partition(media.Id), media.Id.ToString("N"))
    {
        ["Owner"] = media.Owner,
        ["Length"] = media.Length,
        ["Sha256"] = media.Sha256,
        ["Readers"] = string.Join(' ', media.Readers),
        ["Complete"] = media.Complete,
    };

    private static MediaRecord Read(TableEntity row) => new(
        Guid.ParseExact(row.RowKey, "N"),
        row.GetString("Owner"),
        row.GetInt64("Length")!.Value,
        row.GetString("Sha256"),
        row.GetString("Readers").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        row.GetBoolean("Complete") ?? false,
        row.ETag);
}
