using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Relay.Functions.Tests.People;
using Relay.Functions.Transparency;
using Relay.Signatures.Transparency;

namespace Relay.Functions.Tests.Transparency;

/// <summary>The tiles beside a tree computed as the RFC writes it, and the proofs from them beside the checks of the client.</summary>
public sealed class LogTreeTests
{
    private const int Most = 300;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly List<byte[]> Entries = [.. Enumerable.Range(0, 70_000).Select(i => SHA256.HashData(BitConverter.GetBytes(i)))];
    private static readonly NaiveTree Naive = new(Entries);
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    [Fact]
    public async Task Proofs_OfAllSizesTo300_AreThoseOfTheNaiveTree_AndVerify()
    {
        var (edge, rows) = (LogEdge.Empty, new TileRows());
        var reader = rows.Reader();
        for (var size = 1; size <= Most; size++)
        {
            edge = edge.With([LogHash.Leaf(Entries[size - 1])], rows.Full);
            var (head, root) = (new LogHead(edge, "", default), Naive.Root(size));
            Assert.Equal(root, edge.Root());
            for (var i = 0; i < size; i++)
            {
                var path = await reader.InclusionAsync(head, i, None);
                AssertSame(Naive.Path(i, size), path);
                Assert.True(root.AsSpan().SequenceEqual(LogProof.RootOf(LogHash.Leaf(Entries[i]), i, size, path)));
            }

            for (var earlier = 0; earlier <= size; earlier++)
            {
                var path = await reader.ConsistencyAsync(head, earlier, size, None);
                AssertSame(Naive.Proof(earlier, size), path);
                Assert.True(LogProof.AreConsistent(earlier, Naive.Root(earlier), size, root, path));
            }
        }
    }

    [Theory]
    [InlineData(255, 1)]
    [InlineData(256, 90)]
    [InlineData(257, 90)]
    [InlineData(65_535, 90)]
    [InlineData(65_536, 77)]
    [InlineData(65_537, 90)]
    [InlineData(70_000, 90)]
    public async Task Edge_GrownInGroups_IsTheNaiveTree(int size, int group)
    {
        var (edge, rows) = (LogEdge.Empty, new TileRows());
        for (var at = 0; at < size; at += group)
            edge = edge.With(Entries.Skip(at).Take(Math.Min(group, size - at)).Select(entry => LogHash.Leaf(entry)), rows.Full);

        Assert.Equal(Naive.Root(size), edge.Root());
        Assert.Equal(size / 256 + size / 65_536, rows.Full.Count);
        var head = new LogHead(edge, "", default);
        foreach (var index in new[] { 0, 1, 255, 256, size / 2, size - 257, size - 2, size - 1 }.Where(index => index >= 0 && index < size))
            Assert.Equal(Naive.Path(index, size), await rows.Reader().InclusionAsync(head, index, None));
        foreach (var earlier in new[] { 1, 128, 255, 256, 257, size / 2, size - 1 }.Where(earlier => earlier <= size))
            Assert.Equal(Naive.Proof(earlier, size), await rows.Reader().ConsistencyAsync(head, earlier, size, None));
    }

    [Fact]
    public async Task Proof_InALargeLog_ReadsOneTileALevelAndNoneTwice()
    {
        var (edge, rows) = (LogEdge.Empty, new TileRows());
        edge = edge.With(Entries.Select(entry => LogHash.Leaf(entry)), rows.Full);
        var reader = rows.Reader();
        var head = new LogHead(edge, "", default);

        await reader.InclusionAsync(head, 1000, None);
        Assert.InRange(rows.Reads, 1, 4);
        var reads = rows.Reads;
        await reader.InclusionAsync(head, 1001, None);
        Assert.Equal(reads, rows.Reads);
    }

    [Fact]
    public void RootOf_WithAnythingChanged_IsNotTheRoot() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var random = new Random(seed);
        var size = random.Next(1, Most + 1);
        var index = random.Next(size);
        var (leaf, path) = (LogHash.Leaf(Entries[index]), Naive.Path(index, size));
        var (claimedIndex, claimedSize) = ((long)index, (long)size);
        switch (random.Next(6))
        {
            case 0:
                leaf = Flip(random, leaf);
                break;
            case 1 when path.Count > 0:
                path[random.Next(path.Count)] = Flip(random, path[random.Next(path.Count)]);
                break;
            case 2 when path.Count > 0:
                path.RemoveAt(random.Next(path.Count));
                break;
            case 3:
                path.Insert(random.Next(path.Count + 1), Entries[random.Next(10)]);
                break;
            case 4:
                leaf = LogHash.Leaf(Entries[(index + 1) % Most]);
                break;
            default:
                claimedIndex = size == 1 ? random.Next(1, 9) : (index + random.Next(1, size)) % size;
                break;
        }

        return LogProof.RootOf(leaf, claimedIndex, claimedSize, path) is not { } root || !root.AsSpan().SequenceEqual(Naive.Root(size));
    }));

    [Fact]
    public void AreConsistent_WithAnythingChanged_IsFalse() => Check.One(Runs, Prop.ForAll(SamplePeople.Seeds, seed =>
    {
        var random = new Random(seed);
        var to = random.Next(2, Most + 1);
        var from = random.Next(1, to);
        var path = Naive.Proof(from, to);
        var (fromRoot, toRoot) = (Naive.Root(from), Naive.Root(to));
        switch (random.Next(5))
        {
            case 0:
                fromRoot = Flip(random, fromRoot);
                break;
            case 1:
                toRoot = Flip(random, toRoot);
                break;
            case 2:
                var place = random.Next(path.Count);
                path[place] = Flip(random, path[place]);
                break;
            case 3:
                path.RemoveAt(random.Next(path.Count));
                break;
            default:
                path.Insert(random.Next(path.Count + 1), Entries[random.Next(10)]);
                break;
        }

        return !LogProof.AreConsistent(from, fromRoot, to, toRoot, path);
    }));

    // As equality of collections, which takes minutes for so many.
    private static void AssertSame(List<byte[]> expected, IReadOnlyList<byte[]> path)
    {
        Assert.Equal(expected.Count, path.Count);
        for (var i = 0; i < path.Count; i++)
            Assert.True(expected[i].AsSpan().SequenceEqual(path[i]));
    }

    private static byte[] Flip(Random random, byte[] hash)
    {
        var flipped = hash.ToArray();
        flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    /// <summary>Full tiles as they come; nothing else is asked for.</summary>
    private sealed class TileRows : ILogRows
    {
        public List<FullTile> Full { get; } = [];

        public int Reads { get; private set; }

        public LogReader Reader() => new(this, new HeadIssuer(null!, "", TimeProvider.System), 1000, TimeProvider.System);

        public Task<LogTile> ReadTileAsync(int level, long index, CancellationToken cancel)
        {
            Reads++;
            return Task.FromResult(new LogTile(Full.Single(full => full.Level == level && full.Index == index).Tile.Hashes));
        }

        public Task<LogHead?> ReadHeadAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task<bool> TryCreateAsync(LogHead head, CancellationToken cancel) => throw new NotSupportedException();

        public Task<LogHead?> TryAppendAsync(LogAppend append, CancellationToken cancel) => throw new NotSupportedException();

        public Task<long?> FindAsync(byte[] commitment, CancellationToken cancel) => throw new NotSupportedException();

        public Task<string?> FindHeadAsync(long size, CancellationToken cancel) => throw new NotSupportedException();

        public Task<int> RemoveHeadsAsync(DateTimeOffset before, CancellationToken cancel) => throw new NotSupportedException();
    }
}
