using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Queue;

/// <summary>Bytes that no writer wrote: <see cref="InvalidDataException"/> and no other exception.</summary>
public sealed class PackedTornTests
{
    private static readonly Guid[] Ids = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];

    private static byte[] Message() => Packed.Write(Packed.Head(), Ids.Select(id => Packed.Envelope(id)));

    [Fact]
    public void Read_CutAnywhere_ThrowsOrGivesTheFirstEnvelopes()
    {
        var message = Message();
        var whole = 0;
        for (var length = 0; length < message.Length; length++)
        {
            if (TryRead(message.AsMemory(0, length)) is { } read)
            {
                whole++;
                Assert.Equal(Ids.Take(read.Count), read.Select(envelope => envelope.Id));
            }
        }

        // A cut between two envelopes is a message of fewer; a queue does not cut its messages.
        Assert.Equal(Ids.Length, whole);
    }

    [Fact]
    public void Read_EveryByteChanged_ThrowsNothingElse()
    {
        var message = Message();
        for (var at = 0; at < message.Length; at++)
        {
            var changed = message.ToArray();
            for (var value = 0; value < 256; value += 5)
            {
                changed[at] = (byte)value;
                TryRead(changed);
            }
        }
    }

    [Fact]
    public void Read_RandomBytesAfterTheMagic_ThrowsNothingElse()
    {
        var random = new Random(23);
        var read = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(0, 120)];
            random.NextBytes(bytes);
            if (bytes.Length > 4)
                (bytes[0], bytes[1], bytes[2], bytes[3]) = ((byte)'R', 1, 0, (byte)random.Next(3));
            read += TryRead(bytes) is null ? 0 : 1;
        }

        Assert.InRange(read, 0, 1_000);
    }

    [Theory]
    [InlineData(0, (byte)'S')] // magic
    [InlineData(1, 0)] // version
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 5)] // kind
    [InlineData(2, 255)]
    [InlineData(3, 3)] // class
    [InlineData(3, 255)]
    [InlineData(20, 0x7F)] // the highest byte of the time
    [InlineData(20, 0xFF)]
    public void ReadHead_ByteOutsideItsRange_Throws(int at, byte value)
    {
        var message = Message();
        message[at] = value;
        Assert.Throws<InvalidDataException>(() => PackedReader.ReadHead(message, out _));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void ReadEnvelopes_LengthThatIsNotTheEnvelopes_Throws(int length)
    {
        var message = Message();
        PackedReader.ReadHead(message, out var offset);
        BitConverter.TryWriteBytes(message.AsSpan(offset), length);
        Assert.Throws<InvalidDataException>(() => PackedReader.ReadEnvelopes(message, offset));
    }

    [Fact]
    public void ReadEnvelopes_BytesBetweenAnEnvelopesEndAndItsLength_Throws()
    {
        var message = Packed.Write(Packed.Head(), [Packed.Envelope(Ids[0])]);
        PackedReader.ReadHead(message, out var offset);
        var length = BitConverter.ToInt32(message, offset);
        BitConverter.TryWriteBytes(message.AsSpan(offset), length + 1);
        Assert.Throws<InvalidDataException>(() => PackedReader.ReadEnvelopes((byte[])[.. message, 0], offset));
    }

    private static List<PackedEnvelope>? TryRead(ReadOnlyMemory<byte> message)
    {
        try
        {
            return Packed.Read(message).Envelopes;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
