using Azure;
using Azure.Data.Tables;

namespace Relay.Functions.People;

/// <summary>
/// Users in Table storage, a partition for each partner. The row key is a keyed hash of the user id: who reads the table
/// without the key does not learn who takes part.
/// </summary>
public sealed class UserStore(TableClient table, AddressKeys keys)
{
    /// <summary>The user, or the mark that an erasure left (<see cref="UserRecord.IsEnlisted"/>), or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<UserRecord?> FindAsync(string partner, string user, CancellationToken cancel)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(partner, keys.RowKeyOf(partner, user), cancellationToken: cancel);
        return row.HasValue ? UserRows.Read(row.Value!, keys) : null;
    }

    /// <summary>
    /// Changes a user. <paramref name="change"/> gets the present record, or null, and gives the next one; it may be called again
    /// when somebody else changed the user meanwhile. Null, or the very same record, leaves everything as it is.
    /// </summary>
    /// <returns>The record before and after.</returns>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<(UserRecord? Before, UserRecord? After)> ChangeAsync(Address user, Func<UserRecord?, UserRecord?> change, CancellationToken cancel)
    {
        var rowKey = keys.RowKeyOf(user.Partner, user.User);
        while (true)
        {
            var row = await table.GetEntityIfExistsAsync<TableEntity>(user.Partner, rowKey, cancellationToken: cancel);
            var present = row.HasValue ? UserRows.Read(row.Value!, keys) : null;
            if (change(present) is not { } next || ReferenceEquals(next, present))
                return (present, present);

            next = next with { AddressHash = AddressKeys.LaneHashOf(rowKey) };
            if (await TryWriteAsync(UserRows.Write(next, user.Partner, rowKey, keys), row.HasValue ? row.Value!.ETag : null, cancel))
                return (present, next);
        }
    }

    /// <summary>The hash that chooses a user's lane (<see cref="UserRecord.AddressHash"/>), of any user, known or not.</summary>
    public uint AddressHashOf(string partner, string user) => keys.LaneHashOf(partner, user);

    private async Task<bool> TryWriteAsync(TableEntity row, ETag? read, CancellationToken cancel)
    {
        try
        {
            if (read is { } unchanged)
                await table.UpdateEntityAsync(row, unchanged, TableUpdateMode.Replace, cancel);
            else
                await table.AddEntityAsync(row, cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}
