using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Wire;

/// <summary>Messages that a decoder behind the parser must never be given.</summary>
public sealed class MessageShapeTests
{
    [Theory]
    [InlineData("005375A00161" + "005373C00401A10161")] // properties behind the body
    [InlineData("005374C10100" + "005373C00401A10161")] // properties behind the application's
    [InlineData("005373C00401A10161" + "005373C00401A10162")] // properties twice
    [InlineData("005375A00161" + "00537745")] // two kinds of body
    [InlineData("00537745" + "00537745")] // two values
    [InlineData("005378C10100" + "005375A00161")] // a body behind the footer
    public void Parse_OfSectionsOutOfOrder_IsRefused(string hex) => AssertRefused(Convert.FromHexString(hex));

    [Theory]
    [InlineData("005375A00161" + "005375A00162" + "005378C10100")]
    [InlineData("00537645" + "00537645")]
    [InlineData("005370C00100" + "005371C10100" + "005372C10100" + "00537345" + "005374C10100" + "00537745" + "005378C10100")]
    public void Parse_OfSectionsInOrder_TakesThem(string hex) => Assert.NotNull(IncomingMessage.Parse(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("005374C10401A10161")] // a key without a value
    [InlineData("005374C1045050 0240")] // a key that is no text
    [InlineData("005374C0040240A001")] // no map
    [InlineData("005372C107 02 A3016B C1 02 01")] // a map inside that ends too early
    [InlineData("005373C00302A10161")] // a list that counts more than it holds
    [InlineData("005373C00601A10161A100")] // a list that holds more than it counts
    [InlineData("005374D1 0000000B 00000002 A1016B 57 00 00")] // an unknown format code
    public void Parse_OfUnsoundSections_IsRefused(string hex) => AssertRefused(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData(0x74)]
    [InlineData(0x72)]
    public void Parse_OfDeeplyNestedValues_IsRefused(byte section)
    {
        byte[] value = [0x45];
        for (var i = 0; i < 40; i++)
            value = [0xC0, (byte)(value.Length + 1), 1, .. value];
        AssertRefused([0, 0x53, section, 0xC1, (byte)(value.Length + 4), 2, 0xA1, 1, 0x6B, .. value]);
    }

    [Fact]
    public void Parse_OfAQuarterMegabyteOfDescribedValues_IsRefusedWithoutAStack() => AssertRefused([0, 0x53, 0x77, .. new byte[256 * 1024]]);

    [Fact]
    public void Skip_OfDescribedDescriptors_FindsTheEnd() =>
        // described (described 1 2) (described 3 described 4 5)
        Assert.Equal(14, AmqpScanner.Skip(Convert.FromHexString("00005401540200540300540454 05FF".Replace(" ", "", StringComparison.Ordinal)), 0));

    [Fact]
    public void Batch_OfMoreMessagesThanAllowed_IsRefused()
    {
        byte[] empty = [0, 0x53, 0x75, 0xA0, 0];
        var batch = Enumerable.Repeat(empty, MessageBatch.MostMessages + 1).SelectMany(bytes => bytes).ToArray();
        Assert.Equal(MessageBatch.MostMessages, MessageBatch.Parse(batch[..^empty.Length]).Count);
        Assert.Throws<AmqpFormatException>(() => MessageBatch.Parse(batch));
    }

    private static void AssertRefused(byte[] message) => Assert.Throws<AmqpFormatException>(() => IncomingMessage.Parse(message));
}
