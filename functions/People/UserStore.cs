using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Relay.Functions.Transparency;
using Relay.Signatures.Transparency;

namespace Relay.Functions.People;

/// <summary>
/// Users in Table storage, a partition for each partner. The row key is a keyed hash of the user id: who reads the table
/// without the key does not learn who takes part. Whatever changes a record goes through here, so that no change of keys, devices or
/// links is without its version in the key log.
/// </summary>
/// <param name="table">The table of people.</param>
/// <param name="keys">Names and seals rows.</param>
/// <param name="entries">Appends entries to the key log. Without it they are left for the store that has it, which finds them.</param>
/// <param name="clock">Time of versions.</param>
public sealed class UserStore(TableClient table, AddressKeys keys, IKeyEntries? entries = null, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>The user, or the mark that an erasure left (<see cref="UserRecord.IsEnlisted"/>), or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<UserRecord?> FindAsync(string partner, string user, CancellationToken cancel) =>
        (await ReadAsync(partner, keys.RowKeyOf(partner, user), cancel)).Record;

    /// <summary>
    /// Changes a user. <paramref name="change"/> gets the present record, or null, and gives the next one; it may be called again
    /// when somebody else changed the user meanwhile. Null, or the very same record, leaves everything as it is. A new version of the
    /// user's keys is in the key log when the call ends; one that fails may have changed the record, and is to be repeated.
    /// </summary>
    /// <returns>The record before and after.</returns>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<(UserRecord? Before, UserRecord? After)> ChangeAsync(Address user, Func<UserRecord?, UserRecord?> change, CancellationToken cancel)
    {
        var rowKey = keys.RowKeyOf(user.Partner, user.User);
        while (true)
        {
            var (present, read) = await ReadAsync(user.Partner, rowKey, cancel);
            if (change(present) is not { } next || ReferenceEquals(next, present))
                return (present, present is null ? null : await LogAsync(user, rowKey, present, read, cancel));

            var state = KeyVersions.Next(user, present, next, _clock.GetUtcNow(), static () => RandomNumberGenerator.GetBytes(KeyOpenings.Length));
            if (entries is not null && state is not null && present?.KeyState is { Index: null } unlogged && state.Version > unlogged.Version)
            {
                // No version begins before the one before it is in the log.
                await LogAsync(user, rowKey, present, read, cancel);
                continue;
            }

            next = next with { AddressHash = AddressKeys.LaneHashOf(rowKey), KeyState = state };
            if (await TryWriteAsync(user.Partner, rowKey, next, read, cancel) is { } written)
                return (present, await LogAsync(user, rowKey, next, written, cancel));
        }
    }

    /// <summary>Appends the entry of a user's version where a crash has kept it from the key log; gives the user as stored.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused.</exception>
    public async Task<UserRecord?> LogAsync(Address user, CancellationToken cancel)
    {
        var rowKey = keys.RowKeyOf(user.Partner, user.User);
        var (present, read) = await ReadAsync(user.Partner, rowKey, cancel);
        return present is null ? null : await LogAsync(user, rowKey, present, read, cancel);
    }

    /// <summary>The same of all users; gives how many there were. Table storage looks through all rows for them.</summary>
    /// <exception cref="RequestFailedException">A store did not answer or refused; the next run goes on.</exception>
    public async Task<int> LogAllAsync(CancellationToken cancel)
    {
        var count = 0;
        await foreach (var row in table.QueryAsync<TableEntity>($"{UserRows.UnloggedColumn} eq true", cancellationToken: cancel))
        {
            var record = UserRows.Read(row, keys);
            if (record.KeyState?.Unlogged is not { } id)
                continue;
            await LogAsync(new Address(row.PartitionKey, id), row.RowKey, record, row.ETag, cancel);
            count++;
        }

        return count;
    }

    /// <summary>The hash that chooses a user's lane (<see cref="UserRecord.AddressHash"/>), of any user, known or not.</summary>
    public uint AddressHashOf(string partner, string user) => keys.LaneHashOf(partner, user);

    private async Task<UserRecord> LogAsync(Address user, string rowKey, UserRecord record, ETag? read, CancellationToken cancel)
    {
        if (entries is null || record.KeyState is not { Index: null } state)
            return record;

        var index = await entries.AppendAsync(user, record, cancel);
        var logged = state with { Index = index, Unlogged = null };
        if (read is { } unchanged && await TryWriteAsync(user.Partner, rowKey, record with { KeyState = logged }, unchanged, cancel) is not null)
            return record with { KeyState = logged };

        // Somebody else has changed the user meanwhile: another version is marked by whoever has made it.
        while (true)
        {
            var (present, changed) = await ReadAsync(user.Partner, rowKey, cancel);
            if (present?.KeyState is not { } now || !now.Salt.AsSpan().SequenceEqual(state.Salt))
                await entries.ForgetAsync(state, cancel);
            else if (now is { Index: null } && now.Version == state.Version && await TryWriteAsync(user.Partner, rowKey, present with { KeyState = logged }, changed, cancel) is null)
                continue;
            return record with { KeyState = logged };
        }
    }

    private async Task<(UserRecord? Record, ETag? Read)> ReadAsync(string partner, string rowKey, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partner, rowKey, cancellationToken: cancel);
        return row.HasValue ? (UserRows.Read(row.Value!, keys), row.Value!.ETag) : (null, null);
    }

    // The row's new ETag; null, and nothing is written, when somebody else has changed the row.
    private async Task<ETag?> TryWriteAsync(string partner, string rowKey, UserRecord record, ETag? read, CancellationToken cancel)
    {
        var row = UserRows.Write(record, partner, rowKey, keys);
        try
        {
            var written = read is { } unchanged
                ? await table.UpdateEntityAsync(row, unchanged, TableUpdateMode.Replace, cancel)
                : await table.AddEntityAsync(row, cancel);
            return written.Headers.ETag ?? default(ETag);
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return null;
        }
    }
}
