using System.Text;
using Azure;
using Azure.Data.Tables;
using Relay.Functions.People;

namespace Relay.Functions.Finding;

/// <summary>A partner's word that one of its users is known by an identifier.</summary>
/// <param name="Address">The user.</param>
/// <param name="Since">When it was first given for this user.</param>
internal sealed record Claim(Address Address, DateTimeOffset Since);

/// <summary>
/// Identifiers in Table storage: a partition for each, named by a keyed hash, and in it a row for each partner that claims it. The
/// user is sealed: who reads the table without the key learns neither the identifier nor the user.
/// </summary>
internal sealed class FindingStore(TableClient table, AddressKeys keys)
{
    private const string UserColumn = "User";
    private const string SinceColumn = "Since";

    private readonly byte[] _key = keys.Derive("finding");

    /// <summary>The name of an identifier's partition.</summary>
    public string RowOf(in Identifier identifier) => identifier.HashWith(_key);

    /// <summary>Who is known by it, of all partners.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<IReadOnlyList<Claim>> ReadAsync(string row, CancellationToken cancel)
    {
        var claims = new List<Claim>();
        await foreach (var entity in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {row}"), cancellationToken: cancel))
            claims.Add(Open(entity));
        return claims;
    }

    /// <summary>The claim of a partner, or null.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<Claim?> FindAsync(string row, string partner, CancellationToken cancel)
    {
        var present = await table.GetEntityIfExistsAsync<TableEntity>(row, partner, cancellationToken: cancel);
        return present.HasValue ? Open(present.Value!) : null;
    }

    /// <summary>Writes a claim in place of its partner's former one; gives the former one of another user, if there was one.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<Claim?> WriteAsync(string row, Claim claim, CancellationToken cancel)
    {
        while (true)
        {
            var former = await table.GetEntityIfExistsAsync<TableEntity>(row, claim.Address.Partner, cancellationToken: cancel);
            var other = former.HasValue ? Open(former.Value!) : null;
            var isOwn = other?.Address == claim.Address;

            // Only over what was read: of two who write at once the second must learn of the first. One's own is written anew, with
            // its time: who is about to remove it must see that it has been claimed again.
            if (await TryWriteAsync(row, isOwn ? other! : claim, former.HasValue ? former.Value!.ETag : null, cancel))
                return isOwn ? null : other;
        }
    }

    /// <summary>Removes a user's claim; that of another user of the same partner stays.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public Task RemoveAsync(string row, Address owner, CancellationToken cancel) => RemoveUnlessAsync(row, owner, static () => Task.FromResult(false), cancel);

    /// <summary>The same, unless the user's record names the row, which is asked after the row was read: one that is claimed again meanwhile stays.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task RemoveUnlessAsync(string row, Address owner, Func<Task<bool>> isNamed, CancellationToken cancel)
    {
        var present = await table.GetEntityIfExistsAsync<TableEntity>(row, owner.Partner, cancellationToken: cancel);
        if (!present.HasValue || Open(present.Value!).Address != owner || await isNamed())
            return;
        try
        {
            await table.DeleteEntityAsync(row, owner.Partner, present.Value!.ETag, cancel);
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            // Gone, or another user's by now: in both cases this user's is no longer there.
        }
    }

    private async Task<bool> TryWriteAsync(string row, Claim claim, ETag? read, CancellationToken cancel)
    {
        var entity = new TableEntity(row, claim.Address.Partner)
        {
            [UserColumn] = keys.Seal(Encoding.UTF8.GetBytes(claim.Address.User), SealName(row, claim.Address.Partner)),
            [SinceColumn] = claim.Since,
        };
        try
        {
            if (read is { } unchanged)
                await table.UpdateEntityAsync(entity, unchanged, TableUpdateMode.Replace, cancel);
            else
                await table.AddEntityAsync(entity, cancel);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private Claim Open(TableEntity row)
    {
        var user = Encoding.UTF8.GetString(keys.Open(row.GetBinary(UserColumn), SealName(row.PartitionKey, row.RowKey)));
        return new Claim(new Address(row.RowKey, user), row.GetDateTimeOffset(SinceColumn)!.Value);
    }

    private static string SealName(string row, string partner) => row + "/" + partner;
}
