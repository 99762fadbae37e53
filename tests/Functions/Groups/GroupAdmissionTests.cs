using Relay.Functions.Accept;
using Relay.Functions.Devices;
using Relay.Functions.Groups;
using Relay.Functions.Partners;
using Relay.Functions.People;

namespace Relay.Functions.Tests.Groups;

public sealed class GroupAdmissionTests
{
    private static readonly Guid ServiceId = Guid.NewGuid();

    [Theory]
    [InlineData("groups", "text groups", null)]
    [InlineData("text", "groups", "capability-missing")]
    [InlineData("groups", "text", "capability-missing")]
    [InlineData("groups", "", "capability-missing")]
    public void Admit_CapabilitiesOfBoth_AreNeeded(string sender, string recipient, string? code) =>
        Assert.Equal(code, Admit(ServiceId, Route(sender, recipient))?.Code);

    [Fact]
    public void Admit_OtherServiceIdOrNone_IsAMismatch()
    {
        Assert.Equal("service-id-mismatch", Admit(Guid.NewGuid(), Route())!.Code);
        Assert.Equal("service-id-mismatch", Admit(null, Route())!.Code);
    }

    [Fact]
    public void Admit_MessageForEveryDevice_AtNobodysDevices_IsNotReachable()
    {
        var draft = Draft(GroupContent.Whole(18, new byte[10]), null);
        Assert.Equal("not-reachable", GroupAdmission.Admit(draft, draft.Group!, Route(devices: 0))!.Code);
    }

    [Theory]
    [InlineData("1:10 2:20", null)]
    [InlineData("2:20 1:10", null)]
    [InlineData("1:10", "missing 2")]
    [InlineData("1:10 2:20 3:30", "extra 3")]
    [InlineData("1:10 2:21", "stale 2")]
    [InlineData("3:30", "missing 1,2 extra 3")]
    public void Check_AddressedDevices_AreComparedWithTheRecord(string addressed, string? expected)
    {
        var draft = Draft(GroupContent.WithOwnParts(6, new byte[60]), ServiceId);
        foreach (var device in addressed.Split(' ').Select(one => one.Split(':')))
            draft.Ciphertexts.Add(new CiphertextDraft(byte.Parse(device[0]), ushort.Parse(device[1]), 6, new byte[49], 49));

        var problem = RecipientCheck.Check(draft, Route().Recipient!, null);

        Assert.Equal(expected is null ? null : "devices-mismatch", problem?.Code);
        var devices = problem?.Devices;
        string[] parts = devices is null ? [] :
        [
            .. devices.Missing.Count == 0 ? [] : new[] { "missing " + string.Join(',', devices.Missing.Select(one => one.Device)) },
            .. devices.Extra.Count == 0 ? [] : new[] { "extra " + string.Join(',', devices.Extra) },
            .. devices.Stale.Count == 0 ? [] : new[] { "stale " + string.Join(',', devices.Stale.Select(one => one.Device)) },
        ];
        Assert.Equal(expected ?? "", string.Join(' ', parts));
    }

    /// <summary>The way to a user with devices 1, 2, … whose registration ids are 10, 20, …</summary>
    public static EnvelopeRoute Route(string sender = "groups", string recipient = "groups", int devices = 2) => new(Partner("whatsapp", recipient), 0)
    {
        Sender = Partner("instagram", sender),
        Recipient = new UserRecord(true, ["*"], [.. Enumerable.Range(1, devices).Select(device => new UserDevice(device, device * 10))]) { ServiceId = ServiceId },
    };

    private static PartnerRecord Partner(string name, string capabilities) =>
        new(name, PartnerStatus.Live, null, [], capabilities.Split(' ', StringSplitOptions.RemoveEmptyEntries), 1);

    private static Functions.Hosting.Problem? Admit(Guid? serviceId, EnvelopeRoute route)
    {
        var draft = Draft(GroupContent.WithOwnParts(6, new byte[60]), serviceId);
        return GroupAdmission.Admit(draft, draft.Group!, route);
    }

    private static EnvelopeDraft Draft(GroupContent content, Guid? serviceId) => new() { Group = new GroupDraft(content, serviceId) };
}
