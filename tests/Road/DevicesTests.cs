using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Envelopes are held against the recipient's devices, over the real stack.</summary>
[Collection(SharedStack.Name)]
public sealed class DevicesTests(StackFixture fixture)
{
    [Theory]
    [InlineData(DeliveryClass.Normal)]
    [InlineData(DeliveryClass.Urgent)]
    [InlineData(DeliveryClass.Ephemeral)]
    public async Task Envelope_ForOtherDevices_IsToldHowTheyDifferAndMended(DeliveryClass deliveryClass)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.Client.PutUserAsync("ben", new UserRecord { OptedIn = true, Partners = ["*"], Devices = [new UserDevice(1, 4711), new UserDevice(2, 815), new UserDevice(9, 77)] });
        var envelope = a.Envelope("ana", b, "ben", deliveryClass: deliveryClass);
        var wrong = envelope with { Ciphertexts = [Content(1, 99), Content(2, 815), Content(3, 5)] };

        var refused = await a.SendAsync(wrong);

        Assert.Equal((SendStatus.Refused, "devices-mismatch", 409), (refused.Status, refused.Problem!.Code, refused.Problem.Status));
        Assert.Equal([new UserDevice(9, 77)], refused.Problem.Devices!.Missing);
        Assert.Equal([3], refused.Problem.Devices.Extra);
        Assert.Equal([new UserDevice(1, 4711)], refused.Problem.Devices.Stale);
        var mended = envelope with { Ciphertexts = [Content(9, 77), Content(1, 4711), Content(2, 815)] };
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(mended)).Status);
        await Eventually.TrueAsync(() => b.Received.Count == 1, "the mended one arrives");
        Assert.Equal(mended.Ciphertexts.Select(one => (one.Device, one.RegistrationId)), b.Received[0].Ciphertexts.Select(one => (one.Device, one.RegistrationId)));
    }

    [Fact]
    public async Task Envelope_ThatWasAccepted_IsADuplicateWhateverDevicesTheRecipientHasByNow()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var envelope = a.Envelope("ana", b, "ben");
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(envelope)).Status);

        await b.OptInAsync("ben", devices: 2);

        Assert.Equal(SendStatus.Duplicate, (await a.SendAsync(envelope)).Status);
        Assert.Equal("devices-mismatch", (await a.SendAsync(a.Envelope("ana", b, "ben"))).Problem!.Code);
    }

    [Fact]
    public async Task Envelope_ToSomebodyWhoMayNotBeWrittenTo_LearnsNothingOfDevices()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben", "another-network");

        var refused = await a.SendAsync(a.Envelope("ana", b, "ben", devices: 3));

        Assert.Equal(("not-reachable", null), (refused.Problem!.Code, refused.Problem.Devices));
    }

    private static DeviceCiphertext Content(int device, int registrationId) => new(device, registrationId, CiphertextType.Whisper, RatchetMessage.Create(300));
}
