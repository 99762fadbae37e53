using Relay.Functions.Accept;
using Relay.Functions.Agreements;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Groups;

/// <summary>What a group message needs at each recipient besides what every envelope needs. Asked only of those whom the sender may write to.</summary>
internal static class GroupAdmission
{
    /// <summary>Null when it may pass, and then its ciphertexts are complete; otherwise what is wrong with it.</summary>
    public static Problem? Admit(EnvelopeDraft draft, GroupDraft group, in EnvelopeRoute route)
    {
        if (!PartnerCapabilities.BothHave(route.Sender!, route.Partner!, PartnerCapabilities.Groups))
            return Problems.CapabilityMissing(PartnerCapabilities.Groups);
        if (group.Content.CiphertextsDigest is not null)
            return FanOut(draft, group.Content, route.Recipient!.Devices);
        return group.ServiceId == route.Recipient!.ServiceId ? null : Problems.ServiceIdMismatch;
    }

    // Whoever has no device cannot be written to, and neither list would help to mend that.
    private static Problem? FanOut(EnvelopeDraft draft, GroupContent content, IReadOnlyList<UserDevice> devices)
    {
        foreach (var device in devices)
            draft.Ciphertexts.Add(new CiphertextDraft((byte)device.Device, (ushort)device.RegistrationId, content.Type, default, 0));
        return devices.Count == 0 ? Problems.NotReachable : null;
    }
}
