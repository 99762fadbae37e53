using Relay.Functions.People;

namespace Relay.Functions.Keys;

/// <summary>
/// Removes the keys of devices that a user has no longer. It looks at what is stored, not at what changed. A user who is erased is not its
/// business (<see cref="KeysPart"/>).
/// </summary>
internal sealed class KeyWatcher(DeviceKeyStore store, AddressKeys keys) : IUserWatcher
{
    /// <inheritdoc/>
    public async Task ChangedAsync(Address user, UserRecord? before, UserRecord after, CancellationToken cancel)
    {
        if (!after.IsEnlisted)
            return;

        var partition = keys.RowKeyOf(user.Partner, user.User);
        foreach (var stored in await store.ListAsync(partition, cancel))
        {
            if (after.Devices.All(device => device.Device != stored.Device))
                await store.RemoveAsync(partition, stored.Device, cancel);
        }
    }
}
