using Relay.Functions.Accept;

namespace Relay.Functions.Tests.Accept;

public sealed class ProtobufFieldsTests
{
    [Fact]
    public void Next_EveryWireType_IsWalked()
    {
        var message = new ProtobufBytes().Varint(1, 300).Bytes(2, 9, 8).Fixed32(3, 5).Fixed64(16, 6).Bytes(536_870_911).ToArray();

        var (seen, wellFormed) = Walk(message);

        Assert.True(wellFormed);
        Assert.Equal([(1, true, 0), (2, false, 2), (3, false, 0), (16, false, 0), (536_870_911, false, 0)], seen);
    }

    [Fact]
    public void Next_EmptyMessage_IsWellFormedAndHasNone()
    {
        var (seen, wellFormed) = Walk([]);
        Assert.True(wellFormed);
        Assert.Empty(seen);
    }

    [Theory]
    [InlineData("00")] // field number 0
    [InlineData("0801" + "02")] // field number 0 after a good field
    [InlineData("0B")] // start group
    [InlineData("0C")] // end group
    [InlineData("0E")] // wire type 6
    [InlineData("0F")] // wire type 7
    [InlineData("08")] // varint without a value
    [InlineData("0880")] // varint that does not end
    [InlineData("08FFFFFFFFFFFFFFFFFFFF01")] // varint of eleven bytes
    [InlineData("80808080808080808080")] // tag that does not end
    [InlineData("FFFFFFFFFFFFFFFFFF01")] // tag over the highest field number
    [InlineData("8080808010" + "00")] // field number 2^29
    [InlineData("0A")] // length missing
    [InlineData("0A01")] // length beyond the end
    [InlineData("0AFFFFFFFFFFFFFFFFFF01")] // length 2^64 - 1
    [InlineData("0AFFFFFFFF0F")] // length 2^32 - 1
    [InlineData("0AFFFFFFFF07")] // length 2^31 - 1
    [InlineData("0D000000")] // fixed32 cut
    [InlineData("0900000000000000")] // fixed64 cut
    public void Next_MalformedMessage_StopsAndSaysSo(string hex)
    {
        var fields = new ProtobufFields(Convert.FromHexString(hex));
        while (fields.Next())
        {
        }

        Assert.False(fields.WellFormed);
        Assert.False(fields.Next());
    }

    [Fact]
    public void Next_AnyBytes_Ends()
    {
        var random = new Random(11);
        for (var round = 0; round < 5_000; round++)
        {
            var message = new byte[random.Next(0, 64)];
            random.NextBytes(message);
            Assert.InRange(Walk(message).Seen.Count, 0, message.Length);
        }
    }

    private static (List<(int Number, bool IsVarint, int Length)> Seen, bool WellFormed) Walk(byte[] message)
    {
        var seen = new List<(int, bool, int)>();
        var fields = new ProtobufFields(message);
        while (fields.Next())
            seen.Add((fields.Number, fields.IsVarint, fields.Bytes.Length));
        return (seen, fields.WellFormed);
    }
}
