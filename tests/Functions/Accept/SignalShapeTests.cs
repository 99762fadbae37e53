using Relay.Functions.Accept;

namespace Relay.Functions.Tests.Accept;

public sealed class SignalShapeTests
{
    public static TheoryData<byte, byte[]> Built() => new()
    {
        { 1, SignalSamples.Ratchet() },
        { 3, SignalSamples.Prekey() },
        { 3, SignalSamples.OldPrekey() },
        { 3, [0x44, .. SignalSamples.PrekeyFieldsBeforeKem(SignalSamples.Ratchet()).Varint(7, 1).Bytes(8, SignalSamples.KemCiphertext(0x07, 1088)).ToArray()] },
        { 3, [0x44, .. SignalSamples.PrekeyFieldsBeforeKem(SignalSamples.Ratchet()).Varint(7, 1).Bytes(8, SignalSamples.KemCiphertext(0x0A, 1568)).ToArray()] },
        { 6, SignalSamples.SealedV1() },
        { 6, SignalSamples.SealedV2() },
        { 6, SignalSamples.SealedV2(ciphertext: 5_000) },
        { 8, SignalSamples.DecryptionError() },
        { 8, SignalSamples.DecryptionError(new ProtobufBytes().Varint(2, 1).Varint(3, 1).ToArray()) },
    };

    [Theory]
    [MemberData(nameof(SignalSamples.Sendable), MemberType = typeof(SignalSamples))]
    public void Check_MessageOfLibsignal_Passes(string sample)
    {
        var (type, content) = SignalSamples.Get(sample);
        Assert.Null(SignalShape.Check(type, content));
    }

    [Theory]
    [MemberData(nameof(SignalSamples.Sendable), MemberType = typeof(SignalSamples))]
    public void Check_MessageOfLibsignalUnderAnotherType_IsRefused(string sample)
    {
        var (type, content) = SignalSamples.Get(sample);
        Assert.All(Enumerable.Range(0, 256).Where(other => other != type), other => Assert.NotNull(SignalShape.Check((byte)other, content)));
    }

    [Theory]
    [MemberData(nameof(Built))]
    public void Check_MessageBuiltByField_Passes(byte type, byte[] content) => Assert.Null(SignalShape.Check(type, content));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(9, false)]
    [InlineData(-1, false)]
    [InlineData(257, false)]
    public void IsType_Number_IsWhatAPartnerMaySend(int type, bool expected) => Assert.Equal(expected, SignalShape.IsType(type));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    public void Check_TypeThatPartnersMayNotSend_IsRefusedWhateverTheContent(byte type)
    {
        Assert.Equal(SignalShape.TypeRule, SignalShape.Check(type, SignalSamples.Ratchet()));
        Assert.Equal(SignalShape.TypeRule, SignalShape.Check(type, []));
    }

    [Fact]
    public void CanBePostQuantum_OnlyWhatIsVisiblyOfAnOlderSession_CanNot()
    {
        Assert.True(SignalShape.CanBePostQuantum(1, SignalSamples.Ratchet()));
        Assert.True(SignalShape.CanBePostQuantum(3, SignalSamples.Prekey()));
        Assert.True(SignalShape.CanBePostQuantum(6, SignalSamples.SealedV2()));
        Assert.True(SignalShape.CanBePostQuantum(8, SignalSamples.DecryptionError()));
        Assert.False(SignalShape.CanBePostQuantum(1, [0x34, .. SignalSamples.Ratchet()[1..]]));
        Assert.False(SignalShape.CanBePostQuantum(3, SignalSamples.OldPrekey()));
        Assert.False(SignalShape.CanBePostQuantum(3, [0x34, .. SignalSamples.Prekey()[1..]]));
        byte[] inner = [0x34, .. SignalSamples.Ratchet()[1..]];
        Assert.False(SignalShape.CanBePostQuantum(
            3, [0x44, .. SignalSamples.PrekeyFieldsBeforeKem(inner).Varint(7, 1).Bytes(8, SignalSamples.KemCiphertext(0x08, 1568)).ToArray()]));
    }

    [Theory]
    [InlineData("SealedV2Sent", 6)] // the form for the server, with the recipients' list
    [InlineData("SenderKeyBare", 1)] // travels inside a sealed message only
    [InlineData("SenderKeyBare", 3)]
    [InlineData("SenderKeyBare", 6)]
    public void Check_LibsignalFormThatIsNoEnvelope_IsRefused(string sample, byte type) =>
        Assert.NotNull(SignalShape.Check(type, SignalSamples.Get(sample).Content));
}
