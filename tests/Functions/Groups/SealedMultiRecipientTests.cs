using Relay.Signatures.Groups;

namespace Relay.Functions.Tests.Groups;

public sealed class SealedMultiRecipientTests
{
    private static readonly Guid Ana = Guid.Parse("11111111-1111-4111-8111-111111111111");
    private static readonly Guid Ben = Guid.Parse("22222222-2222-4222-8222-222222222222");

    public static TheoryData<string> Samples() => GroupSamples.Names();

    [Theory]
    [MemberData(nameof(Samples))]
    public void Parse_MessageOfLibsignal_SplitsAsLibsignalDoes(string name)
    {
        var sample = GroupSamples.Get(name);

        var message = SealedMultiRecipient.Parse(sample.Message, 1024, out var fault);

        Assert.Null(fault);
        Assert.Equal(sample.Recipients.Select(one => one.ServiceId), message!.Recipients.ToArray().Select(one => one.ServiceId));
        foreach (var (expected, actual) in sample.Recipients.Zip(message.Recipients.ToArray()))
        {
            Assert.True(actual.IsAccount);
            Assert.Equal(
                expected.Devices.Select(one => (one.Device, one.RegistrationId)),
                Enumerable.Range(0, actual.Devices).Select(i => ((int)actual.Device(i).Device, (int)actual.Device(i).RegistrationId)));
            Assert.Equal(Convert.ToHexString(expected.Received), $"{SealedMultiRecipient.ReceivedVersion:X2}{Convert.ToHexString(actual.Own.Span)}{Convert.ToHexString(message.Shared.Span)}");
        }
    }

    [Fact]
    public void Samples_HaveBothVersionsAndRecipientsLeftOut()
    {
        Assert.Equal([0x22, 0x23], GroupSamples.Names().Select(name => (int)GroupSamples.Get(name.Data).Message[0]).Distinct().Order());
        Assert.Equal(2, GroupSamples.Get("SomeLeftOut").Excluded.Count);
        Assert.Equal(2, GroupSamples.Get("SomeLeftOut").Recipients.Count);
    }

    [Fact]
    public void Parse_CutAnywhere_IsRefused()
    {
        var whole = GroupSamples.Message([GroupSamples.Recipient(Ana, (1, 1), (127, 0x3FFF)), GroupSamples.Recipient(Ben)]);
        Assert.NotNull(SealedMultiRecipient.Parse(whole, 10, out _));
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(SealedMultiRecipient.Parse(whole.AsMemory(0, length), 10, out var fault));
            Assert.NotNull(fault);
        }
    }

    [Fact]
    public void Parse_ServiceIdOfANumber_IsNoAccount()
    {
        byte[] message = [0x23, 1, 1, .. GroupSamples.Recipient(Ana, (1, 1)), .. GroupSamples.Shared(49)];
        var recipient = SealedMultiRecipient.Parse(message, 10, out _)!.Recipients[0];
        Assert.Equal((Ana, false), (recipient.ServiceId, recipient.IsAccount));
    }

    public static TheoryData<string> Faults() =>
        ["version 0x11", "version 0x24", "count 0", "count too large", "count not in its shortest form", "count over 32 bits", "type of service id", "device 0 after a device",
        "device 128", "device twice", "registration id 0", "bit 14", "nothing shared", "shared without ciphertext", "more recipients than counted is a short ciphertext"];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Parse_BrokenRule_IsRefusedWithTheRule(string fault)
    {
        var one = GroupSamples.Recipient(Ana, (1, 1));
        var shared = GroupSamples.Shared(49);
        byte[] message = fault switch
        {
            "version 0x11" => [0x11, 1, .. one, .. shared],
            "version 0x24" => [0x24, 1, .. one, .. shared],
            "count 0" => [0x22, 0, .. shared],
            "count too large" => [0x22, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, .. one, .. shared],
            "count not in its shortest form" => [0x22, 0x81, 0x00, .. one, .. shared],
            "count over 32 bits" => [0x22, 0x81, 0x80, 0x80, 0x80, 0x10, .. one, .. shared],
            "type of service id" => [0x23, 1, 2, .. one, .. shared],
            "device 0 after a device" => [0x22, 1, .. GroupSamples.Recipient(Ana, (1, 1), (0, 1)), .. shared],
            "device 128" => [0x22, 1, .. GroupSamples.Recipient(Ana, (128, 1)), .. shared],
            "device twice" => [0x22, 1, .. GroupSamples.Recipient(Ana, (5, 1), (5, 2)), .. shared],
            "registration id 0" => [0x22, 1, .. GroupSamples.Recipient(Ana, (1, 0)), .. shared],
            "bit 14" => [0x22, 1, .. GroupSamples.Recipient(Ana, (1, 0x4001)), .. shared],
            "nothing shared" => [0x22, 1, .. one],
            "shared without ciphertext" => [0x22, 1, .. one, .. shared[..48]],
            _ => [0x22, 2, .. one, .. GroupSamples.Shared(48)],
        };

        Assert.Null(SealedMultiRecipient.Parse(message, 10, out var rule));
        Assert.False(string.IsNullOrEmpty(rule));
    }

    [Fact]
    public void Parse_MoreRecipientsThanAllowed_IsRefusedAndThoseLeftOutDoNotCount()
    {
        byte[][] three = [GroupSamples.Recipient(Ana, (1, 1)), GroupSamples.Recipient(Guid.NewGuid()), GroupSamples.Recipient(Ben, (1, 1))];

        Assert.Equal([Ana, Ben], SealedMultiRecipient.Parse(GroupSamples.Message(three), 2, out _)!.Recipients.ToArray().Select(one => one.ServiceId));
        Assert.Null(SealedMultiRecipient.Parse(GroupSamples.Message(three), 1, out var fault));
        Assert.Equal("recipients up to the limit", fault);
    }

    [Fact]
    public void Parse_AllDevicesOfARecipient_AreRead()
    {
        var message = GroupSamples.Message([GroupSamples.Recipient(Ana, [.. Enumerable.Range(1, 127).Select(device => (device, device * 100))])]);
        var recipient = SealedMultiRecipient.Parse(message, 1, out _)!.Recipients[0];
        Assert.Equal(127, recipient.Devices);
        Assert.Equal((127, 12700), recipient.Device(126));
    }
}
