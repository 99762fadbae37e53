using Relay.Functions.Custody;
using Relay.Signatures.Custody;

namespace Relay.Functions.Tests.Custody;

/// <summary>The hashes that are computed side by side against those of the platform, one by one.</summary>
public sealed class ReceiptLeavesTests
{
    public static TheoryData<int> Counts() => [.. Enumerable.Range(1, 100)];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Write_AnyNumberOfEnvelopes_GivesTheDefinedLeavesAndRoot(int count)
    {
        var random = new Random(count);
        var salt = ReceiptedSamples.Bytes(random, CustodyHash.SaltLength);
        var envelopes = ReceiptedSamples.Random(random, count);
        var expected = ReceiptedSamples.Leaves(salt, envelopes);
        var nodes = new byte[count * CustodyHash.Length];

        ReceiptLeaves.Write(salt, envelopes, nodes);
        Assert.Equal(expected, nodes.Chunk(CustodyHash.Length));

        ReceiptRoot.Reduce(nodes);
        Assert.Equal(MerkleTree.Root(expected), nodes[..CustodyHash.Length]);
    }

    [Fact]
    public void Write_LeastAndGreatestValues_GivesTheDefinedLeaves()
    {
        byte[] zeros = new byte[32], ones = [.. Enumerable.Repeat((byte)0xFF, 32)];
        ReceiptedEnvelope[] envelopes =
        [
            new(Guid.Empty, Guid.Empty, 0, 0, zeros),
            new(Guid.AllBitsSet, Guid.AllBitsSet, int.MaxValue, byte.MaxValue, ones),
            new(Guid.AllBitsSet, Guid.Empty, 1, 2, zeros),
        ];
        foreach (var salt in new[] { zeros, ones })
        {
            var nodes = new byte[envelopes.Length * CustodyHash.Length];
            ReceiptLeaves.Write(salt, envelopes, nodes);
            Assert.Equal(ReceiptedSamples.Leaves(salt, envelopes), nodes.Chunk(CustodyHash.Length));
        }
    }
}
