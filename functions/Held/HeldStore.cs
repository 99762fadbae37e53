using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Relay.Functions.People;
using Relay.Functions.Queue;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Held;

/// <summary>
/// What is held: the content in a blob, what an operator needs to see of it in a row. Held: blob, then row. Removed: row, then
/// blob. So a crash in between leaves a blob without a row, which the next try completes or the sweep removes, and never a row
/// that has lost its envelope.
/// </summary>
public sealed partial class HeldStore(TableClient table, BlobContainerClient container, AddressKeys keys, TimeProvider clock, ILogger<HeldStore> logger, RelayMetrics? metrics = null) : IHeldEnvelopes, IHeldStore
{
    /// <summary>The purpose of the tags of its rows (<see cref="UserTags"/>).</summary>
    public const string TagPurpose = "held";

    private const int LargestPage = 1000;

    private readonly HeldBlobs _blobs = new(container);
    private readonly UserTags _tags = new(keys, TagPurpose);

    /// <inheritdoc/>
    public async Task HoldAsync(PackedHead head, PackedEnvelope envelope, HeldReason reason, int attempts, CancellationToken cancel)
    {
        var replays = HeldKeys.Replays(head);
        using var writer = new PackedWriter(512 + envelope.Length);
        // The first holder's bytes stand; whether there is doubt can change, and is the row's to say.
        writer.WriteHead(head with { Kind = PackedKind.Envelopes, InDoubt = false, Unseen = false });
        writer.Append(envelope);
        var name = HeldKeys.NameOf(head, envelope);
        var now = clock.GetUtcNow();
        var heldAt = await _blobs.StoreAsync(head.Lane.Partner, name, writer.Written, now, cancel);
        await WriteAsync(
            new HeldRecord(head.Lane.Partner, HeldKeys.KeyOf(heldAt, name))
            {
                Reason = reason,
                HeldAt = heldAt,
                Bytes = envelope.Length,
                Attempts = attempts,
                Replays = replays,
                InDoubt = head.InDoubt || head.Unseen,
                Sender = head.Sender,
                Id = envelope.Id,
                Class = head.Lane.Class,
                Lane = head.Lane.Key,
                AcceptedAt = head.AcceptedAt,
                ExpiresAt = head.AcceptedAt + envelope.TimeToLive,
                FromTag = _tags.Of(new Address(head.Sender, envelope.FromUser)),
                ToTag = _tags.Of(new Address(head.Lane.Partner, envelope.ToUser)),
            },
            cancel);
        Count(head.Lane.Partner, reason, heldAt, now);
        Log.Held(logger, head.Sender, head.Lane.Partner, reason, attempts, replays);
    }

    /// <inheritdoc/>
    public async Task KeepUnreadableAsync(string queue, long sequenceNumber, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        var digest = SHA256.HashData(message.Span);
        var name = HeldKeys.NameOf(queue, sequenceNumber, digest);
        var now = clock.GetUtcNow();
        var heldAt = await _blobs.StoreAsync(HeldKeys.UnreadablePartition, name, message, now, cancel);
        await WriteAsync(
            new HeldRecord(HeldKeys.UnreadablePartition, HeldKeys.KeyOf(heldAt, name))
            {
                Reason = HeldReason.Unreadable,
                HeldAt = heldAt,
                Bytes = message.Length,
                Queue = queue,
                SequenceNumber = sequenceNumber,
                Sha256 = Convert.ToHexStringLower(digest),
            },
            cancel);
        Count(HeldKeys.UnreadablePartition, HeldReason.Unreadable, heldAt, now);
        Log.Unreadable(logger, queue, sequenceNumber, message.Length);
    }

    /// <summary>How many are held for each partner; counts on to <paramref name="most"/> of all.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(int most, CancellationToken cancel)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var seen = 0;
        await foreach (var row in table.QueryAsync<TableEntity>(maxPerPage: LargestPage, select: ["PartitionKey"], cancellationToken: cancel))
        {
            counts[row.PartitionKey] = counts.GetValueOrDefault(row.PartitionKey) + 1;
            if (++seen == most)
                break;
        }

        return counts;
    }

    /// <inheritdoc/>
    public async Task<HeldRecord?> FindAsync(string partner, string key, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partner, key, cancellationToken: cancel);
        return row.HasValue ? HeldRows.Read(row.Value!) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HeldRecord>> ListAsync(HeldQuery query, (string Partner, string Key)? after, int most, CancellationToken cancel)
    {
        var found = new List<HeldRecord>();
        await foreach (var row in table.QueryAsync<TableEntity>(query.Filter(after), Math.Min(most, LargestPage), cancellationToken: cancel))
        {
            found.Add(HeldRows.Read(row));
            if (found.Count == most)
                break;
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<(int All, int Expired)> CountAsync(
        HeldQuery query, (string Partner, string Key)? after, DateTimeOffset now, int most, CancellationToken cancel)
    {
        var (all, expired) = (0, 0);
        await foreach (var row in table.QueryAsync<TableEntity>(query.Filter(after), LargestPage, [nameof(HeldRecord.ExpiresAt)], cancel))
        {
            expired += row.GetDateTimeOffset(nameof(HeldRecord.ExpiresAt)) <= now ? 1 : 0;
            if (++all == most)
                break;
        }

        return (all, expired);
    }

    /// <summary>Records whose time to live had ended at <paramref name="now"/>, of all partners.</summary>
    /// <exception cref="RequestFailedException">The store did not answer or refused.</exception>
    public async IAsyncEnumerable<HeldRecord> ExpiredAsync(
        DateTimeOffset now, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"ExpiresAt le {now}"), cancellationToken: cancel))
            yield return HeldRows.Read(row);
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadAsync(HeldRecord record, CancellationToken cancel) =>
        _blobs.ReadAsync(record.Partner, HeldKeys.NameOf(record.Key), cancel);

    /// <inheritdoc/>
    public async Task<bool> TryRemoveAsync(HeldRecord record, CancellationToken cancel)
    {
        try
        {
            await table.DeleteEntityAsync(record.Partner, record.Key, record.ETag, cancel);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            return false;
        }

        await _blobs.RemoveAsync(record.Partner, HeldKeys.NameOf(record.Key), cancel);
        return true;
    }

    /// <summary>Removes contents stored before <paramref name="before"/> that no row names; gives how many.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public async Task<int> SweepAsync(DateTimeOffset before, CancellationToken cancel)
    {
        var removed = 0;
        await foreach (var (partner, key) in _blobs.StoredAsync(before, cancel))
        {
            if (await FindAsync(partner, key, cancel) is not null)
                continue;

            await _blobs.RemoveAsync(partner, HeldKeys.NameOf(key), cancel);
            removed++;
        }

        return removed;
    }

    // Held before, by a call that was cut off, it has the time of then.
    private void Count(string partner, HeldReason reason, DateTimeOffset heldAt, DateTimeOffset now)
    {
        if (heldAt.ToUnixTimeMilliseconds() == now.ToUnixTimeMilliseconds())
            metrics?.Held(partner, HeldWords.Of(reason), 1);
    }

    private Task WriteAsync(HeldRecord record, CancellationToken cancel) =>
        table.UpsertEntityAsync(HeldRows.Write(record), TableUpdateMode.Merge, cancel);

    private static partial class Log
    {
        [LoggerMessage(EventId = 6000, Level = LogLevel.Warning,
            Message = "An envelope from {Sender} to {Partner} is held ({Reason}) after {Attempts} attempts and {Replays} replays")]
        public static partial void Held(ILogger logger, string sender, string partner, HeldReason reason, int attempts, int replays);

        [LoggerMessage(EventId = 6001, Level = LogLevel.Error, Message = "Message {SequenceNumber} of {Queue} cannot be read; its {Bytes} bytes are kept")]
        public static partial void Unreadable(ILogger logger, string queue, long sequenceNumber, int bytes);
    }
}
