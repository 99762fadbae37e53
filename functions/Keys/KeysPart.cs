using Relay.Functions.Erasure;
using Relay.Functions.People;

namespace Relay.Functions.Keys;

/// <summary>Removes what an erased user's devices have published.</summary>
internal sealed class KeysPart(DeviceKeyStore store, AddressKeys keys) : IErasePart
{
    /// <inheritdoc/>
    public string Gone => "prekeys";

    /// <inheritdoc/>
    public async Task EraseAsync(Erasing erasing, CancellationToken cancel)
    {
        var partition = keys.RowKeyOf(erasing.User.Partner, erasing.User.User);
        var devices = await store.ListAsync(partition, cancel);
        if (devices.All(device => erasing.Covers(device.At)))
        {
            // Pages that a crash has left without a row as well.
            await store.RemoveAllAsync(partition, cancel);
            return;
        }

        foreach (var device in devices)
        {
            if (erasing.Covers(device.At))
                await store.RemoveAsync(partition, device.Device, cancel);
        }
    }
}
