using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.People;
using Relay.Functions.Transparency;

namespace Relay.Functions.Keys;

/// <summary>
/// Hands out what sessions with a person's devices begin with. Who may not write to the person is told so in one answer for all
/// reasons, after the same calls of the stores, before anything of its keys is read.
/// </summary>
internal sealed class ClaimStage(
    PersonAccounts persons, UserStore users, DeviceClaims claims, IKeyLog log, IBundleFloor floor, PartnerLimits limits, AddressKeys keys)
{
    private const int MostAtOnce = 4;

    /// <summary>Claims for a user of the calling partner; a result for each target, in their order.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused; keys that were taken are handed out to nobody.</exception>
    public async Task<IReadOnlyList<ClaimResult>> ClaimAsync(Address from, IReadOnlyList<ClaimTarget> targets, CancellationToken cancel)
    {
        var results = new ClaimResult[targets.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancel };
        await Parallel.ForAsync(0, targets.Count, options, async (i, cancel) => results[i] = await ClaimAsync(from, targets[i], cancel));
        return results;
    }

    private async Task<ClaimResult> ClaimAsync(Address from, ClaimTarget target, CancellationToken cancel)
    {
        var to = new Address(target.Partner, target.User);
        if (limits.TakeForUser(LimitTable.UsersClaims, keys.RowKeyOf(from.Partner, from.User) + keys.RowKeyOf(to.Partner, to.User)) is { } tooOften)
            return new ClaimResult(to.Partner, to.User, Problem: tooOften.ToProblem());

        // From the store, not as cached: what is handed out is to be what the log has now.
        var found = await persons.FindAsync(from, to, async user => await users.FindAsync(user.Partner, user.User, cancel) is { IsEnlisted: true } record ? record : null);
        if (found is null)
            return new ClaimResult(to.Partner, to.User, Problem: Problems.NotReachable);

        var shown = found.Select(account => account.Link?.Id).OfType<Guid>().ToHashSet();
        var accounts = new List<ClaimedAccount>(found.Count);
        foreach (var account in found)
            accounts.Add(await ClaimAsync(from, account, target.Devices, shown, cancel));
        return new ClaimResult(to.Partner, to.User, accounts);
    }

    private async Task<ClaimedAccount> ClaimAsync(Address from, FoundAccount account, IReadOnlyList<int>? wanted, HashSet<Guid> shown, CancellationToken cancel)
    {
        var record = account.Record;
        // Before any key is taken: nobody is given keys that the log does not have.
        var proof = await log.ProveAsync(account.Address, record, cancel);
        var needsKyber = await floor.RequiresPostQuantumAsync(from.Partner, account.Address.Partner);
        var partition = keys.RowKeyOf(account.Address.Partner, account.Address.User);
        var devices = await Task.WhenAll(record.Devices.Select(device => IsWanted(account, device, wanted)
            ? claims.ClaimAsync(new ClaimTurn(account.Address, partition, device, record.IdentityKey, from.Partner, needsKyber))
            : Task.FromResult(new ClaimedDevice(device.Device, device.RegistrationId))));

        var isBelowFloor = needsKyber && devices.Any(device => device is { HasKeys: true, IsPostQuantum: false });
        if (isBelowFloor)
            floor.NoteRefusal(from.Partner, account.Address.Partner);
        return new ClaimedAccount(
            account.Address.Partner,
            account.Address.User,
            record.ServiceId,
            record.IdentityKey,
            record.IdentityKeyChangedAt,
            account.Link is { } link ? RecipientLink.Of(link) : null,
            isBelowFloor ? [.. devices.Select(device => new ClaimedDevice(device.Device, device.RegistrationId))] : devices,
            proof.Showing(shown),
            isBelowFloor ? Problems.BundleBelowFloor : null);
    }

    // Whoever names devices wants those of that account, and nothing of the accounts linked to it.
    private static bool IsWanted(FoundAccount account, UserDevice device, IReadOnlyList<int>? wanted) =>
        wanted is null || (account.Link is null && wanted.Contains(device.Device));
}
