using System.Security.Cryptography;

namespace Relay.Functions.Tests.Transparency;

/// <summary>The tree of RFC 9162, section 2.1, word for word: recursive, from all leaves.</summary>
internal sealed class NaiveTree(IReadOnlyList<byte[]> entries)
{
    private readonly Dictionary<(int, int), byte[]> _roots = [];

    public byte[] Root(int size) => Root(0, size);

    /// <summary>PATH(m, D_n).</summary>
    public List<byte[]> Path(int index, int size) => Path(index, 0, size);

    /// <summary>PROOF(m, D_n).</summary>
    public List<byte[]> Proof(int earlier, int later) => earlier == 0 ? [] : SubProof(earlier, 0, later, true);

    private byte[] Root(int from, int to)
    {
        if (_roots.TryGetValue((from, to), out var root))
            return root;
        root = (to - from) switch
        {
            0 => SHA256.HashData([]),
            1 => SHA256.HashData([0, .. entries[from]]),
            var count => SHA256.HashData([1, .. Root(from, from + Split(count)), .. Root(from + Split(count), to)]),
        };
        return _roots[(from, to)] = root;
    }

    private List<byte[]> Path(int index, int from, int to)
    {
        if (to - from == 1)
            return [];
        var middle = from + Split(to - from);
        return index < middle ? [.. Path(index, from, middle), Root(middle, to)] : [.. Path(index, middle, to), Root(from, middle)];
    }

    private List<byte[]> SubProof(int count, int from, int to, bool isWhole)
    {
        if (count == to - from)
            return isWhole ? [] : [Root(from, to)];
        var split = Split(to - from);
        return count <= split
            ? [.. SubProof(count, from, from + split, isWhole), Root(from + split, to)]
            : [.. SubProof(count - split, from + split, to, false), Root(from, from + split)];
    }

    private static int Split(int count)
    {
        var split = 1;
        while (split * 2 < count)
            split *= 2;
        return split;
    }
}
