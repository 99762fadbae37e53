using Relay.Functions.Accept;
using Relay.Functions.Devices;
using Relay.Functions.People;

namespace Relay.Functions.Tests.Devices;

public sealed class RecipientCheckTests
{
    private const int Rounds = 20_000;

    private static readonly UserDevice[] Current = [new(1, 4711), new(2, 815), new(127, 16383)];

    [Fact]
    public void Check_AllDevicesInAnyOrder_IsRight()
    {
        Assert.Null(RecipientCheck.Check(Draft((127, 16383), (1, 4711), (2, 815)), User(Current), null));
        Assert.Null(RecipientCheck.Check(Draft((127, 16383), (1, 4711), (2, 815)), User([.. Current]), null));
    }

    [Fact]
    public void Check_DevicesThatDiffer_AreToldWithTheirPresentRegistrations()
    {
        var problem = RecipientCheck.Check(Draft((2, 99), (3, 5), (1, 4711)), User(Current), null);

        Assert.Equal((409, "devices-mismatch"), (problem!.Status, problem.Code));
        Assert.Equal([new UserDevice(127, 16383)], problem.Devices!.Missing);
        Assert.Equal([3], problem.Devices.Extra);
        Assert.Equal([new UserDevice(2, 815)], problem.Devices.Stale);
    }

    [Theory]
    [InlineData(4711, 1, 0)]
    [InlineData(4712, 1, 1)]
    public void Check_SomeOfTheDevices_AreNotAll(int registrationId, int missing, int stale)
    {
        var devices = RecipientCheck.Check(Draft((1, registrationId)), User(Current[..2]), null)!.Devices!;
        Assert.Equal((missing, 0, stale), (devices.Missing.Count, devices.Extra.Count, devices.Stale.Count));
    }

    [Fact]
    public void Check_RecipientWithoutDevices_HasNoneOfThoseAddressed() =>
        Assert.Equal([1, 2], RecipientCheck.Check(Draft((1, 4711), (2, 815)), User(), null)!.Devices!.Extra);

    [Fact]
    public void Check_MissingAccounts_ComeFirst()
    {
        MissingAccount[] missing = [new("whatsapp", "ana-27", Current)];
        var problem = RecipientCheck.Check(Draft((9, 9)), User(Current), missing)!;
        Assert.Equal((409, "accounts-missing", null), (problem.Status, problem.Code, problem.Devices));
        Assert.Same(missing, problem.Accounts);
    }

    [Fact]
    public void Check_OfWhatIsRight_AllocatesNothing()
    {
        var (draft, user) = (Draft((127, 16383), (1, 4711), (2, 815)), User(Current));
        RecipientCheck.Check(draft, user, null);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            RecipientCheck.Check(draft, user, null);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Rounds);
    }

    private static UserRecord User(params UserDevice[] devices) => new(true, ["*"], devices);

    private static EnvelopeDraft Draft(params (int Device, int RegistrationId)[] devices)
    {
        var draft = new EnvelopeDraft();
        draft.Ciphertexts.AddRange(devices.Select(one => new CiphertextDraft((byte)one.Device, (ushort)one.RegistrationId, 1, default, 1)));
        return draft;
    }
}
