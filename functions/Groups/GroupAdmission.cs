using Relay.Functions.Accept;
using Relay.Functions.Devices;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Groups;

/// <summary>What a group message needs at each recipient besides what every envelope needs. Asked only of those whom the sender may write to.</summary>
internal static class GroupAdmission
{
    /// <summary>The capability that both partners of a pair must have.</summary>
    public const string Capability = "groups";

    /// <summary>Null when it may pass, and then its ciphertexts are complete; otherwise what is wrong with it.</summary>
    public static Problem? Admit(EnvelopeDraft draft, GroupDraft group, in EnvelopeRoute route)
    {
        if (!Has(route.Sender!) || !Has(route.Partner!))
            return Problems.CapabilityMissing(Capability);
        if (group.Content.CiphertextsDigest is not null)
            return FanOut(draft, group.Content, route.Recipient!.Devices);
        return group.ServiceId == route.Recipient!.ServiceId ? null : Problems.ServiceIdMismatch;
    }

    /// <summary>Null when the devices are those of the recipient; otherwise how they differ. Not asked of what was accepted before, whatever devices came since.</summary>
    public static Problem? CheckDevices(EnvelopeDraft draft, UserRecord recipient)
    {
        if (AreSame(draft.Ciphertexts, recipient.Devices))
            return null;

        var addressed = draft.Ciphertexts.ConvertAll(ciphertext => new UserDevice(ciphertext.Device, ciphertext.RegistrationId));
        return DeviceCheck.Compare(recipient.Devices, addressed) is { } mismatch ? Problems.DevicesMismatch(mismatch) : null;
    }

    // Whoever has no device cannot be written to, and neither list would help to mend that.
    private static Problem? FanOut(EnvelopeDraft draft, GroupContent content, IReadOnlyList<UserDevice> devices)
    {
        foreach (var device in devices)
            draft.Ciphertexts.Add(new CiphertextDraft((byte)device.Device, (ushort)device.RegistrationId, content.Type, default, 0));
        return devices.Count == 0 ? Problems.NotReachable : null;
    }

    // The usual case, without making anything. Neither names a device twice.
    private static bool AreSame(List<CiphertextDraft> addressed, IReadOnlyList<UserDevice> devices)
    {
        if (addressed.Count != devices.Count)
            return false;

        for (var i = 0; i < devices.Count; i++)
        {
            if (addressed[i].Device != devices[i].Device || addressed[i].RegistrationId != devices[i].RegistrationId)
                return false;
        }

        return true;
    }

    private static bool Has(PartnerRecord partner)
    {
        for (var i = 0; i < partner.Capabilities.Count; i++)
        {
            if (partner.Capabilities[i] == Capability)
                return true;
        }

        return false;
    }
}
