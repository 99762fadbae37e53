using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Keys;

/// <summary>
/// Publishes a device's keys, then announces the device: the keys are stored before the user's record names it, so that nobody is ever
/// told of a device without keys. Cut off at any point, the same call made again brings it to its end.
/// </summary>
internal sealed class UploadStage(DeviceKeyStore store, UserStore users, UserUpdates updates, AddressKeys keys, TimeProvider clock)
{
    /// <summary>Publishes an upload that has passed <see cref="UploadCheck"/>.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async Task<(DeviceKeysView? View, Problem? Problem)> PublishAsync(Address user, int device, KeysUpload upload, CancellationToken cancel)
    {
        var partition = keys.RowKeyOf(user.Partner, user.User);
        var (written, problem) = await WriteAsync(user, partition, device, upload, cancel);
        if (problem is not null)
            return (null, problem);
        // A top-up says nothing of the device itself.
        if (upload is { RegistrationId: null, IdentityKey: null })
            return (DeviceKeysView.Of(written!), null);

        if (!await AnnounceAsync(user, written!, cancel))
        {
            // The user was erased, or the device taken away or replaced, beside this call.
            if (await users.FindAsync(user.Partner, user.User, cancel) is { IsEnlisted: true })
                return (null, Problems.KeysSuperseded());
            await store.RemoveAllAsync(partition, cancel);
            return (null, Problems.NotFound("No such user of this partner."));
        }

        return await store.FindAsync(partition, device, cancel) is { } present && present.IsOf(written!.IdentityKey, written.RegistrationId)
            ? (DeviceKeysView.Of(present), null)
            : (null, Problems.KeysSuperseded());
    }

    private async Task<(DeviceKeys? Keys, Problem? Problem)> WriteAsync(Address user, string partition, int device, KeysUpload upload, CancellationToken cancel)
    {
        byte[]? checkedKey = null;
        while (true)
        {
            if (await users.FindAsync(user.Partner, user.User, cancel) is not { IsEnlisted: true } record)
                return (null, Problems.NotFound("No such user of this partner."));

            var present = await store.FindAsync(partition, device, cancel);
            var plan = UploadPlan.Of(record, present, device, upload, clock.GetUtcNow());
            if (plan.Problem is not null)
                return (null, plan.Problem);

            // Costs more than all the rest; once for an identity key, not once for each try.
            if (!plan.Keys!.IdentityKey.AsSpan().SequenceEqual(checkedKey) && UploadSignatures.Check(upload, plan.Keys.IdentityKey) is { } invalid)
                return (null, invalid);
            checkedKey = plan.Keys.IdentityKey;

            if (!await store.TryPublishAsync(partition, plan.Keys, plan.Pages, cancel))
                continue;
            // What claims have used up, or was of another identity key or registration id.
            await store.RemovePagesBelowAsync(partition, device, FirstOfUse(plan.Keys), cancel);
            return (plan.Keys, null);
        }
    }

    private async Task<bool> AnnounceAsync(Address user, DeviceKeys published, CancellationToken cancel)
    {
        var device = new UserDevice(published.Device, published.RegistrationId);
        var (_, after) = await updates.ChangeAsync(
            user,
            record => record is { IsEnlisted: true } ? UserChanges.WithDevice(record, device, published.IdentityKey, clock.GetUtcNow()) : record,
            cancel);
        return after is { IsEnlisted: true } && after.Devices.Contains(device);
    }

    private static long FirstOfUse(DeviceKeys keys) => keys.SpentPage ?? (keys.Pages.Length > 0 ? keys.Pages[0].Number : keys.NextPage);
}
