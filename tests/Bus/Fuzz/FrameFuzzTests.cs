using Relay.Local.Bus.Transport.Front;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>What the guard between socket and AMQP library lets through.</summary>
public sealed class FrameFuzzTests
{
    private const int Seed = 20_260_102;
    private const int Rounds = 300_000;
    private const int SmallestPart = 256;
    private const int LargestBuffer = 128 * 1024;

    private static readonly byte[][] Sound =
    [
        Frames.Begin(), Frames.AttachSender("q"), Frames.AttachReceiver("q", 7), Frames.Flow(100), Frames.Transfer(1, SampleMessages.All[2]), Frames.Empty, Frames.Close,
    ];

    [Fact]
    public void Frames_InAnyParts_ComeOutAsTheyWere()
    {
        var mutator = new Mutator(Seed);
        byte[] all = [.. Frames.Open, .. Enumerable.Range(0, 500).SelectMany(i => Sound[i % Sound.Length]), .. Frames.Transfer(2, new byte[60_000])];
        var inbound = NewInbound();
        var came = new List<byte>();
        for (var sent = 0; sent < all.Length;)
        {
            var count = Feed(inbound, all.AsSpan(sent, Math.Min(all.Length - sent, 1 + mutator.Next(9000))));
            sent += count;
            Drain(inbound, came, 1 + mutator.Next(5000));
            inbound.Rest();
        }
        Assert.Equal(all, came);
    }

    [Fact]
    public void Frames_Damaged_AreRefusedOrWhole()
    {
        var mutator = new Mutator(Seed + 1);
        var open = Frames.Open;
        for (var i = 0; i < Rounds; i++)
        {
            var bytes = mutator.Damage(Sound[i % Sound.Length]);
            var inbound = NewInbound();
            var came = new List<byte>();
            try
            {
                Feed(inbound, open);
                for (var sent = 0; sent < bytes.Length;)
                    sent += Feed(inbound, bytes.AsSpan(sent));
            }
            catch (AmqpFormatException)
            {
                // Refused: the connection is closed.
            }
            catch (Exception e)
            {
                Assert.Fail($"Round {i}: {Convert.ToHexString(bytes)}: {e}");
            }
            Drain(inbound, came, SmallestPart);
            inbound.Rest();
            Assert.Equal(open.Concat(bytes).Take(came.Count), came);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 7, 2, 0, 0, 0 })] // shorter than its own head
    [InlineData(new byte[] { 0, 1, 0, 1, 2, 0, 0, 0 })] // above the limit
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 2, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 8, 1, 0, 0, 0 })] // a body inside the head
    [InlineData(new byte[] { 0, 0, 0, 8, 3, 0, 0, 0 })] // a body behind the frame
    [InlineData(new byte[] { 0, 0, 0, 8, 2, 1, 0, 0 })] // a SASL frame
    [InlineData(new byte[] { 0, 0, 0, 8, 2, 7, 0, 0 })] // no known kind
    [InlineData(new byte[] { 0, 0, 0, 9, 2, 0, 0, 0, 0x45 })] // no performative
    [InlineData(new byte[] { 0, 0, 0, 12, 2, 0, 0, 0, 0, 0x53, 0x41, 0x45 })] // a SASL performative
    [InlineData(new byte[] { 0, 0, 0, 12, 2, 0, 0, 0, 0, 0x53, 0x10, 0x45 })] // open once more
    [InlineData(new byte[] { 0, 0, 0, 12, 2, 0, 0, 0, 0, 0x53, 0x99, 0x45 })]
    [InlineData(new byte[] { 0, 0, 0, 13, 2, 0, 0, 0, 0, 0x53, 0x17, 0x45, 1 })] // an end with a payload
    public void Frame_NotAllowed_IsRefused(byte[] frame)
    {
        var inbound = NewInbound();
        Feed(inbound, Frames.Open);
        Assert.Throws<AmqpFormatException>(() => Feed(inbound, frame));
    }

    [Theory]
    [MemberData(nameof(UnsoundValues))]
    public void Performative_WithAnUnsoundValue_IsRefused(string what, byte[] value)
    {
        var inbound = NewInbound();
        Feed(inbound, Frames.Open);
        var frame = Frames.Frame(0, Frames.Performative(0x13, 11, fields =>
        {
            for (var i = 0; i < 10; i++)
                fields.Null();
            fields.Raw(value);
        }));
        var refused = Record.Exception(() =>
        {
            for (var sent = 0; sent < frame.Length;)
                sent += Feed(inbound, frame.AsSpan(sent));
        });
        Assert.True(refused is AmqpFormatException, what);
    }

    public static TheoryData<string, byte[]> UnsoundValues() => new()
    {
        { "described without end", [.. Enumerable.Repeat((byte)0, 60_000)] },
        { "lists in lists", Nested(200, items => [0xC0, (byte)(items.Length + 1), 1, .. items], items => Wide(0xD0, 1, items)) },
        { "maps in maps", Nested(200, items => [0xC1, (byte)(items.Length + 2), 2, 0x40, .. items], items => Wide(0xD1, 2, [0x40, .. items])) },
        { "arrays in arrays", Nested(100, items => Wide(0xF0, 1, [0xF0, .. items[1..]]), items => Wide(0xF0, 1, [0xF0, .. items[1..]]), Wide(0xF0, 0, [0x40])) },
        { "a list of 2^31 items", Wide(0xD0, int.MaxValue, [0x40]) },
        { "an array of 2^31 nothings", Wide(0xF0, int.MaxValue, [0x45]) },
        { "an array of 2^31 bytes", Wide(0xF0, int.MaxValue, [0x50, 1]) },
        { "an array of described values", Wide(0xF0, 1, [0, 0x53, 1, 0x50, 1]) },
        { "a map of three", [0xC1, 4, 3, 0x40, 0x40, 0x40] },
        { "a map of too many", Wide(0xD1, 40_000, [.. Enumerable.Repeat((byte)0x43, 40_000)]) },
        { "a list that is not filled", [0xC0, 3, 1, 0x40, 0x40] },
        { "a list shorter than its count", [0xC0, 0] },
        { "a text past the frame", [0xB1, 0x7F, 0xFF, 0xFF, 0xFF] },
        { "a length above 2 GiB", [0xB0, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "an unknown format code", [0x57, 0] },
    };

    private static byte[] Wide(byte code, int count, byte[] items)
    {
        var writer = new AmqpWriter();
        writer.DescribedCompound(0, code, count, items);
        return writer.ToArray()[3..];
    }

    private static byte[] Nested(int levels, Func<byte[], byte[]> narrow, Func<byte[], byte[]> wide, byte[]? inner = null)
    {
        var value = inner ?? [0x45];
        for (var i = 0; i < levels; i++)
            value = value.Length < 200 ? narrow(value) : wide(value);
        return value;
    }

    private static InboundFrames NewInbound() => new(new PartialDeliveries(new PartialTotal(new BrokerLimits())));

    /// <summary>Gives as many of the bytes as there is room for.</summary>
    private static int Feed(InboundFrames inbound, ReadOnlySpan<byte> bytes)
    {
        var space = inbound.Space();
        Assert.InRange(space.Length, 1, LargestBuffer);
        var count = Math.Min(space.Length, bytes.Length);
        bytes[..count].CopyTo(space);
        inbound.Add(count);
        return count;
    }

    private static void Drain(InboundFrames inbound, List<byte> into, int part)
    {
        var buffer = new byte[part];
        for (var count = inbound.Take(buffer); count > 0; count = inbound.Take(buffer))
            into.AddRange(buffer[..count]);
    }
}
