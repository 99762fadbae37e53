using System.Security.Cryptography;
using Relay.Signatures.Custody;

namespace Relay.Client.Tests.Custody;

public sealed class MerkleTreeTests
{
    private const int Most = 40;

    public static TheoryData<int> Counts() => [.. Enumerable.Range(1, Most)];

    // MTH of RFC 6962, section 2.1, word for word, over hashed leaves.
    private static byte[] Recursive(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1)
            return leaves[0];
        var split = 1;
        while (split * 2 < leaves.Length)
            split *= 2;
        return SHA256.HashData([1, .. Recursive(leaves[..split]), .. Recursive(leaves[split..])]);
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Root_AnyNumberOfLeaves_IsThatOfRfc6962(int count) => Assert.Equal(Recursive(Leaves(count)), MerkleTree.Root(Leaves(count)));

    [Theory]
    [MemberData(nameof(Counts))]
    public void RootOf_EveryLeafWithItsPath_IsTheRoot(int count)
    {
        var leaves = Leaves(count);
        for (var index = 0; index < count; index++)
            Assert.Equal(MerkleTree.Root(leaves), MerkleTree.RootOf(leaves[index], index, count, MerkleTree.Path(leaves, index)));
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void RootOf_AnotherPlace_IsNotTheRoot(int count)
    {
        var leaves = Leaves(count);
        for (var index = 0; index < count; index++)
        {
            var path = MerkleTree.Path(leaves, index);
            for (var claimed = -2; claimed < (2 * count) + 2; claimed++)
            {
                if (claimed != index)
                    Assert.NotEqual(MerkleTree.Root(leaves), MerkleTree.RootOf(leaves[index], claimed, count, path));
            }
        }
    }

    [Fact]
    public void RootOf_PathLongerOrShorter_IsNull()
    {
        var leaves = Leaves(5);
        var path = MerkleTree.Path(leaves, 2);
        Assert.Null(MerkleTree.RootOf(leaves[2], 2, 5, [.. path, leaves[0]]));
        Assert.Null(MerkleTree.RootOf(leaves[2], 2, 5, [.. path.Take(path.Count - 1)]));
        Assert.Null(MerkleTree.RootOf(leaves[2], 2, 5, [path[0][1..], .. path.Skip(1)]));
        Assert.Null(MerkleTree.RootOf(leaves[2].AsSpan(1), 2, 5, path));
    }

    [Fact]
    public void RootOf_NodeInPlaceOfALeaf_IsNotTheRoot()
    {
        // Without marks of their own, the node above two leaves would be a leaf of a smaller tree.
        var leaves = Leaves(4);
        var (left, right) = (new byte[32], new byte[32]);
        CustodyHash.Node(leaves[0], leaves[1], left);
        CustodyHash.Node(leaves[2], leaves[3], right);
        Assert.Null(MerkleTree.RootOf(left, 0, 4, [right]));
    }

    [Fact]
    public void Root_NoLeaves_Throws() => Assert.Throws<ArgumentException>(() => MerkleTree.Root([]));

    private static byte[][] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => SHA256.HashData([(byte)i]))];
}
