using Relay.Functions.People;

namespace Relay.Functions.Devices;

/// <summary>Compares the devices that an envelope addresses with those that its recipient has.</summary>
public static class DeviceCheck
{
    /// <summary>Null when they are the same, whatever their order. Neither list names a device twice.</summary>
    /// <param name="current">The recipient's devices.</param>
    /// <param name="addressed">Those of the envelope.</param>
    public static DeviceMismatch? Compare(IReadOnlyList<UserDevice> current, IReadOnlyList<UserDevice> addressed)
    {
        if (AreSame(current, addressed))
            return null;

        var missing = current.Where(device => addressed.All(other => other.Device != device.Device));
        var extra = addressed.Where(device => current.All(other => other.Device != device.Device)).Select(device => device.Device);
        var stale = current.Where(device => addressed.Any(other => other.Device == device.Device && other.RegistrationId != device.RegistrationId));
        return new DeviceMismatch([.. missing], [.. extra], [.. stale]);
    }

    private static bool AreSame(IReadOnlyList<UserDevice> current, IReadOnlyList<UserDevice> addressed)
    {
        if (current.Count != addressed.Count)
            return false;

        foreach (var device in addressed)
        {
            if (!current.Contains(device))
                return false;
        }

        return true;
    }
}
