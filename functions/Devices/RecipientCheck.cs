using Relay.Functions.Accept;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Devices;

/// <summary>Whether an envelope addresses its recipient: all of the person's accounts, and all devices of this one.</summary>
internal static class RecipientCheck
{
    /// <summary>Null when it does; otherwise what the sender needs to mend it. To be asked only about recipients that the sender may write to.</summary>
    /// <param name="draft">The envelope.</param>
    /// <param name="recipient">Its recipient.</param>
    /// <param name="missing">The accounts that its message leaves out; null for none.</param>
    public static Problem? Check(EnvelopeDraft draft, UserRecord recipient, IReadOnlyList<MissingAccount>? missing) =>
        missing is not null ? Problems.AccountsMissing(missing)
        : AreAll(draft.Ciphertexts, recipient.Devices) ? null
        : Problems.DevicesMismatch(DeviceCheck.Compare(recipient.Devices, draft.Ciphertexts.ConvertAll(one => new UserDevice(one.Device, one.RegistrationId)))!);

    // Neither list names a device twice, so that lists of one length are the same when each of one is in the other.
    private static bool AreAll(List<CiphertextDraft> addressed, IReadOnlyList<UserDevice> devices)
    {
        if (addressed.Count != devices.Count)
            return false;

        for (var i = 0; i < addressed.Count; i++)
        {
            if (!Has(devices, addressed[i]))
                return false;
        }

        return true;
    }

    private static bool Has(IReadOnlyList<UserDevice> devices, in CiphertextDraft addressed)
    {
        for (var i = 0; i < devices.Count; i++)
        {
            if (devices[i].Device == addressed.Device && devices[i].RegistrationId == addressed.RegistrationId)
                return true;
        }

        return false;
    }
}
