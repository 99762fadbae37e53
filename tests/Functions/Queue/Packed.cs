using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Queue;

/// <summary>Packed messages made from a seed.</summary>
internal static class Packed
{
    public static readonly DateTimeOffset AcceptedAt = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    public static PackedHead Head(EnvelopeClass envelopeClass = EnvelopeClass.Normal, PackedKind kind = PackedKind.Envelopes, string batch = "batch-1") =>
        new(kind, new Lane(envelopeClass, 1, "whatsapp", 3), "instagram", AcceptedAt, batch, 0);

    public static PackedHead RandomHead(Random random) => new(
        (PackedKind)random.Next(3),
        new Lane((EnvelopeClass)random.Next(3), random.Next(), Text(random, 32), random.Next(512), random.Next(QueueNamespaces.MostNumbers)),
        Text(random, 32),
        DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(4_000_000_000_000)),
        Text(random, 60),
        random.NextInt64());

    public static PackedEnvelope RandomEnvelope(Random random) => new(
        Guid.CreateVersion7(),
        Guid.NewGuid(),
        Text(random, 128),
        Text(random, 128),
        TimeSpan.FromSeconds(random.Next(1, 2_592_000)),
        [.. Enumerable.Range(1, random.Next(1, 21)).Select(device => new PackedCiphertext((byte)device, (ushort)random.Next(1, 0x4000), (byte)random.Next(1, 9), Bytes(random, 2_000)))]);

    public static PackedEnvelope Envelope(Guid id, int timeToLiveSeconds = 60, string toUser = "ben") =>
        new(id, Guid.NewGuid(), "ana", toUser, TimeSpan.FromSeconds(timeToLiveSeconds), [new PackedCiphertext(1, 12345, 1, new byte[] { 1, 2, 3 })]);

    public static byte[] Write(PackedHead head, IEnumerable<PackedEnvelope> envelopes)
    {
        using var writer = new PackedWriter(16);
        writer.WriteHead(head);
        foreach (var envelope in envelopes)
        {
            var start = writer.BeginEnvelope(
                envelope.Id, envelope.MessageId, envelope.FromUser, envelope.ToUser, (int)envelope.TimeToLive.TotalSeconds, envelope.Ciphertexts.Count);
            foreach (var ciphertext in envelope.Ciphertexts)
                ciphertext.Content.Span.CopyTo(writer.Ciphertext(ciphertext.Device, ciphertext.RegistrationId, ciphertext.Type, ciphertext.Content.Length));
            writer.EndEnvelope(start);
        }

        return writer.Written.ToArray();
    }

    public static (PackedHead Head, List<PackedEnvelope> Envelopes) Read(ReadOnlyMemory<byte> message)
    {
        var head = PackedReader.ReadHead(message, out var offset);
        return (head, PackedReader.ReadEnvelopes(message, offset));
    }

    public static void AssertSame(PackedEnvelope expected, PackedEnvelope actual)
    {
        Assert.Equal(expected with { Ciphertexts = [], Encoded = default }, actual with { Ciphertexts = [], Encoded = default });
        Assert.Equal(
            expected.Ciphertexts.Select(one => (one.Device, one.RegistrationId, one.Type, Convert.ToHexString(one.Content.Span))),
            actual.Ciphertexts.Select(one => (one.Device, one.RegistrationId, one.Type, Convert.ToHexString(one.Content.Span))));
    }

    private static string Text(Random random, int most) =>
        new([.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => "abcXYZ09._~@+-"[random.Next(14)])]);

    private static byte[] Bytes(Random random, int most)
    {
        var bytes = new byte[random.Next(1, most)];
        random.NextBytes(bytes);
        return bytes;
    }
}
