using System.Security.Cryptography;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Queue;

/// <summary>Packed messages with a part that envelopes have in common.</summary>
public sealed class PackedSharedTests
{
    private const int VersionAt = 1;

    private static readonly PackedShared First = Shared(1, 5_000);
    private static readonly PackedShared Second = Shared(2, 300);

    [Fact]
    public void Read_EnvelopesThatShare_HaveTheirOwnPartAndTheSameMemoryBehindIt()
    {
        var message = Write(First, 3);

        var (head, envelopes) = Packed.Read(message);

        Assert.Equal((3, true), (message[VersionAt], head.Shares));
        Assert.InRange(message.Length, 5_000, 5_600);
        Assert.All(envelopes, envelope => Assert.Same(envelopes[0].Shared, envelope.Shared));
        for (var i = 0; i < envelopes.Count; i++)
        {
            Assert.Equal([1, 2], envelopes[i].Ciphertexts.Select(one => (int)one.Device));
            Assert.All(envelopes[i].Ciphertexts, one => Assert.Equal($"{i:X2}07 {Convert.ToHexString(First.Bytes.Span)}", $"{Convert.ToHexString(one.Content.Span)} {Convert.ToHexString(one.Shared.Span)}"));
            Assert.All(envelopes[i].Ciphertexts, one => Assert.Equal(5_002, one.Length));
        }
    }

    [Fact]
    public void Write_NothingShared_IsOfTheVersionBefore()
    {
        var message = Packed.Write(Packed.Head(), [Packed.Envelope(Guid.NewGuid())]);
        Assert.Equal((2, false), (message[VersionAt], Packed.Read(message).Head.Shares));
    }

    [Fact]
    public void Append_OneOfThem_TakesTheSharedPartAlongAndKeepsItsBytes()
    {
        var message = Write(First, 3);
        var envelopes = Packed.Read(message).Envelopes;
        using var writer = new PackedWriter(16);
        writer.WriteHead(Packed.Head());
        writer.Append(envelopes[1]);
        writer.Append(Packed.Read(Packed.Write(Packed.Head(), [Packed.Envelope(Guid.NewGuid())])).Envelopes[0]);
        writer.Append(envelopes[2]);

        var alone = Packed.Read(writer.Written);

        Assert.True(alone.Head.Shares);
        Assert.Equal(envelopes[1].Encoded.ToArray(), alone.Envelopes[0].Encoded.ToArray());
        Assert.Equal(First.Bytes.ToArray(), alone.Envelopes[0].Ciphertexts[0].Shared.ToArray());
        Assert.Null(alone.Envelopes[1].Shared);
        Assert.Same(alone.Envelopes[0].Shared, alone.Envelopes[2].Shared);
    }

    [Fact]
    public void Append_AllOfThem_PacksTheSameBytes()
    {
        var message = Write(First, 4);
        using var again = new PackedWriter();
        again.WriteHead(Packed.Head());
        foreach (var envelope in Packed.Read(message).Envelopes)
            again.Append(envelope);

        Assert.Equal(message, again.Written.ToArray());
    }

    [Fact]
    public void Read_SeveralSharedParts_AreToldApart()
    {
        var (first, second) = (Packed.Read(Write(First, 1)).Envelopes[0], Packed.Read(Write(Second, 1)).Envelopes[0]);
        using var writer = new PackedWriter();
        writer.WriteHead(Packed.Head());
        foreach (var envelope in new[] { first, second, first })
            writer.Append(envelope);

        var envelopes = Packed.Read(writer.Written).Envelopes;

        Assert.Equal([5_000, 300, 5_000], envelopes.Select(envelope => envelope.Shared!.Bytes.Length));
        Assert.Same(envelopes[0].Shared, envelopes[2].Shared);
    }

    [Fact]
    public void Encoded_OtherSharedPart_IsAnother()
    {
        var id = Guid.NewGuid();
        Assert.NotEqual(Encoded(First), Encoded(Second));

        byte[] Encoded(PackedShared shared)
        {
            using var writer = new PackedWriter();
            writer.WriteHead(Packed.Head());
            Add(writer, shared, id, 0);
            return Packed.Read(writer.Written).Envelopes[0].Encoded.ToArray();
        }
    }

    [Fact]
    public void Truncate_BeforeASharedPart_ForgetsIt()
    {
        using var writer = new PackedWriter();
        writer.WriteHead(Packed.Head());
        var before = writer.Written.ToArray();
        writer.Share(First);
        Assert.True(writer.HasShared(First.Digest.Span));

        writer.Truncate(before.Length);
        writer.RewriteHead(Packed.Head());

        Assert.False(writer.HasShared(First.Digest.Span));
        Assert.Equal(before, writer.Written.ToArray());
    }

    [Fact]
    public void RewriteHead_WithASharedPart_KeepsTheVersion()
    {
        using var writer = new PackedWriter();
        writer.WriteHead(Packed.Head());
        writer.Share(First);
        writer.RewriteHead(Packed.Head(batch: "batch-2"));
        Assert.True(Packed.Read(writer.Written).Head.Shares);
    }

    [Fact]
    public void Read_EnvelopeWithoutItsSharedPart_Throws()
    {
        var message = Write(First, 1);
        PackedReader.ReadHead(message, out var offset);
        message[offset + sizeof(int)] ^= 1; // the digest before the shared part
        Assert.Throws<InvalidDataException>(() => PackedReader.ReadEnvelopes(message, offset));
    }

    [Fact]
    public void Read_CutOrChangedAnywhere_ThrowsNothingElse()
    {
        var message = Write(Second, 2);
        for (var at = 0; at < message.Length; at++)
        {
            TryRead(message.AsMemory(0, at));
            var changed = message.ToArray();
            for (var value = 0; value < 256; value += 15)
            {
                changed[at] = (byte)value;
                TryRead(changed);
            }
        }

        static void TryRead(ReadOnlyMemory<byte> bytes)
        {
            try
            {
                Packed.Read(bytes);
            }
            catch (InvalidDataException)
            {
                // What is asked for.
            }
        }
    }

    [Fact]
    public void Read_SharedPartInTheVersionBefore_Throws()
    {
        var message = Write(First, 1);
        message[VersionAt] = 2;
        Assert.Throws<InvalidDataException>(() => Packed.Read(message));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void IsOfLaterVersion_Version_IsToldApart(byte version, bool expected)
    {
        var message = Write(First, 1);
        message[VersionAt] = version;
        Assert.Equal(expected, PackedReader.IsOfLaterVersion(message));
    }

    public static byte[] Write(PackedShared shared, int envelopes)
    {
        using var writer = new PackedWriter();
        writer.WriteHead(Packed.Head());
        for (var i = 0; i < envelopes; i++)
            Add(writer, shared, Guid.NewGuid(), i);
        return writer.Written.ToArray();
    }

    public static PackedShared Shared(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return new PackedShared(SHA256.HashData(bytes), bytes);
    }

    private static void Add(PackedWriter writer, PackedShared shared, Guid id, int number)
    {
        writer.Share(shared);
        var start = writer.BeginEnvelope(id, Guid.Empty, "ana", "ben", 60, 2, shared);
        for (byte device = 1; device <= 2; device++)
            new byte[] { (byte)number, 7 }.CopyTo(writer.Ciphertext(device, 1, 6, 2));
        writer.EndEnvelope(start);
    }
}
