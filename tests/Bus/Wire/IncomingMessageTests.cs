using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Wire;

public sealed class IncomingMessageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("005375A00568656C6C6F")]
    [InlineData("00537345005375A00568656C6C6F")]
    public void Parse_WithoutMessageId_FillsOneInAndKeepsTheBody(string hex)
    {
        var message = IncomingMessage.Parse(Convert.FromHexString(hex));

        Assert.Equal(32, message.MessageId.Length);
        Assert.Equal(message.MessageId, IncomingMessage.Parse(message.Encoded).MessageId);
        Assert.EndsWith(hex.Length > 20 ? hex[8..] : hex, Convert.ToHexString(message.Encoded), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("005370C00A0541400043")] // a list that is longer than the message
    [InlineData("0053")]
    [InlineData("005375B0FFFFFFFF00")] // a length above 2 GiB
    [InlineData("005375B07FFFFFFF00")]
    [InlineData("005399A000")] // an unknown section
    [InlineData("A10161")] // no section at all
    [InlineData("005373A10161")] // properties that are no list
    [InlineData("00537310")] // an unknown format code
    public void Parse_OfInvalidBytes_IsRefused(string hex) =>
        Assert.Throws<AmqpFormatException>(() => IncomingMessage.Parse(Convert.FromHexString(hex)));

    [Fact]
    public void Parse_OfRandomBytes_NeverFailsOtherwise()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            if (bytes.Length > 3)
                (bytes[0], bytes[1], bytes[2]) = (0, 0x53, (byte)random.Next(0x70, 0x79));
            var failure = Record.Exception(() => IncomingMessage.Parse(bytes));
            Assert.True(failure is null or AmqpFormatException, $"{Convert.ToHexString(bytes)}: {failure}");
        }
    }

    [Fact]
    public void Batch_WithASectionThatIsNoMessage_IsRefused() =>
        Assert.Throws<AmqpFormatException>(() => MessageBatch.Parse(Convert.FromHexString("005375A0023939")));
}
