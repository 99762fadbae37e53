using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Queue;

public sealed class PackedRoundTripTests
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Read_WhatWasWritten_IsTheSame(int seed)
    {
        var random = new Random(seed);
        var head = Packed.RandomHead(random);
        var envelopes = Enumerable.Range(0, random.Next(0, 12)).Select(_ => Packed.RandomEnvelope(random)).ToList();

        var (readHead, read) = Packed.Read(Packed.Write(head, envelopes));

        Assert.Equal(head, readHead);
        Assert.Equal(envelopes.Count, read.Count);
        Assert.All(envelopes.Zip(read), pair => Packed.AssertSame(pair.First, pair.Second));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Append_EnvelopesThatWereRead_PacksTheSameBytes(int seed)
    {
        var random = new Random(seed);
        var head = Packed.RandomHead(random);
        var message = Packed.Write(head, Enumerable.Range(0, 5).Select(_ => Packed.RandomEnvelope(random)));

        using var again = new PackedWriter();
        again.WriteHead(head);
        foreach (var envelope in Packed.Read(message).Envelopes)
            again.Append(envelope);

        Assert.Equal(message, again.Written.ToArray());
    }

    [Fact]
    public void EnvelopeLength_ForAnyEnvelope_IsWhatTheWriterTakes()
    {
        var random = new Random(3);
        for (var round = 0; round < 50; round++)
        {
            var envelope = Packed.RandomEnvelope(random);
            var taken = Packed.Write(Packed.Head(), [envelope]).Length - Packed.Write(Packed.Head(), []).Length;
            Assert.Equal(
                taken,
                PackedWriter.EnvelopeLength(envelope.FromUser, envelope.ToUser, envelope.Ciphertexts.Count, envelope.Ciphertexts.Sum(one => one.Content.Length)));
        }
    }

    [Fact]
    public void RewriteHead_OfTheSameLength_LeavesTheEnvelopes()
    {
        var envelope = Packed.RandomEnvelope(new Random(4));
        using var writer = new PackedWriter();
        writer.WriteHead(Packed.Head(batch: "-----"));
        writer.Append(Packed.Read(Packed.Write(Packed.Head(), [envelope])).Envelopes[0]);
        var length = writer.Length;

        writer.RewriteHead(Packed.Head(batch: "fresh"));

        var (head, envelopes) = Packed.Read(writer.Written);
        Assert.Equal(("fresh", length), (head.Batch, writer.Length));
        Packed.AssertSame(envelope, Assert.Single(envelopes));
    }

    [Fact]
    public void Truncate_ToAnEnvelopesStart_TakesItBack()
    {
        using var writer = new PackedWriter();
        writer.WriteHead(Packed.Head());
        var before = writer.Written.ToArray();
        var start = writer.BeginEnvelope(Guid.NewGuid(), Guid.NewGuid(), "ana", "ben", 60, 1);
        writer.Ciphertext(1, 1, 1, 100_000);

        writer.Truncate(start);

        Assert.Equal(before, writer.Written.ToArray());
    }

    [Fact]
    public void ReadClaim_AfterAClaimsHead_IsTheBlobsName()
    {
        using var writer = new PackedWriter();
        writer.WriteHead(Packed.Head(kind: PackedKind.Claim));
        writer.Append("a-blob"u8);

        Assert.Equal(PackedKind.Claim, PackedReader.ReadHead(writer.Written, out var offset).Kind);
        Assert.Equal("a-blob", PackedReader.ReadClaim(writer.Written, offset));
    }

    [Fact]
    public void WriteHead_TextOver255Bytes_Throws()
    {
        using var writer = new PackedWriter();
        Assert.Throws<OverflowException>(() => writer.WriteHead(Packed.Head(batch: new string('x', 256))));
    }
}
