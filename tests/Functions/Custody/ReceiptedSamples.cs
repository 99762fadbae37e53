using Relay.Functions.Custody;
using Relay.Signatures.Custody;

namespace Relay.Functions.Tests.Custody;

/// <summary>Envelopes to be receipted, made from a seed, and what the plain definition says of them.</summary>
internal static class ReceiptedSamples
{
    public static ReceiptedEnvelope[] Random(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => One(random))];

    public static List<byte[]> Leaves(byte[] salt, ReceiptedEnvelope[] envelopes) => [.. envelopes.Select(envelope =>
    {
        var (leafSalt, content, leaf) = (new byte[32], new byte[32], new byte[32]);
        CustodyHash.LeafSalt(salt, envelope.Id, leafSalt);
        CustodyHash.Content(envelope.MessageId, envelope.TimeToLiveSeconds, envelope.Class, envelope.Ciphertexts, content);
        CustodyHash.Leaf(leafSalt, envelope.Id, content, leaf);
        return leaf;
    })];

    public static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static ReceiptedEnvelope One(Random random) =>
        new(Guid.CreateVersion7(), new Guid(Bytes(random, 16)), random.Next(0, int.MaxValue), (byte)random.Next(3), Bytes(random, 32));
}
