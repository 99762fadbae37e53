using System.Diagnostics;
using System.Security.Cryptography;
using Azure.Data.Tables;
using Relay.Benchmarks.Measure;
using Relay.Functions.Storage;
using Relay.Functions.Transparency;
using Relay.Local.Stack;
using Relay.Signatures;
using Relay.Signatures.Transparency;

namespace Relay.Benchmarks.Sections;

/// <summary>
/// The log of keys at a million entries, through the production code over a store in memory: how large a proof is, what making and
/// checking one cost beside as many bare hashes, and how many entries a second are appended over Azurite.
/// </summary>
internal static class TransparencySection
{
    public const string Part = "transparency";

    private const int Users = 1_000_000;
    private const int Proofs = 5_000;
    private const int Appends = 2_000;
    private const int AtOnce = 256;
    private const int HashedBytes = 65;

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        using var key = SigningKey.CreateEcdsaP256("relay-1");
        await MeasureProofsAsync(key, report, cancel);
        await MeasureAppendsAsync(folder, key, report, cancel);
    }

    private static async Task MeasureProofsAsync(SigningKey key, Report report, CancellationToken cancel)
    {
        var (rows, issuer) = (new MemoryRows(), new HeadIssuer(() => key, "relay.example", TimeProvider.System));
        var reader = new LogReader(rows, issuer, Users, TimeProvider.System);
        var edge = LogEdge.Empty;
        for (var at = 0; at < Users; at += LogRows.MostEntries)
        {
            cancel.ThrowIfCancellationRequested();
            var full = new List<FullTile>();
            edge = edge.With(Enumerable.Range(at, Math.Min(LogRows.MostEntries, Users - at)).Select(number => LogHash.Leaf(Commitment(number))), full);
            full.ForEach(rows.Keep);
        }

        var head = issuer.Next(issuer.First(), edge);
        var root = edge.Root();
        var random = new Random(1);
        var paths = new (int Index, IReadOnlyList<byte[]> Path)[Proofs];
        double[] made = new double[Statistics.Windows], verified = new double[Statistics.Windows], floors = new double[Statistics.Windows];
        for (var window = 0; window < Statistics.Windows; window++)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < Proofs; i++)
            {
                var index = random.Next(Users);
                paths[i] = (index, await reader.InclusionAsync(head, index, cancel));
            }

            made[window] = clock.Elapsed.TotalMicroseconds / Proofs;
            var leaves = paths.Select(path => LogHash.Leaf(Commitment(path.Index))).ToArray();
            clock.Restart();
            for (var i = 0; i < Proofs; i++)
            {
                if (LogProof.RootOf(leaves[i], paths[i].Index, Users, paths[i].Path) is not { } found || !found.AsSpan().SequenceEqual(root))
                    throw new InvalidOperationException("A proof does not hold.");
            }

            verified[window] = clock.Elapsed.TotalMicroseconds / Proofs;
            floors[window] = Floor(paths.Sum(path => path.Path.Count)) / Proofs;
        }

        var hashes = paths.Average(path => path.Path.Count);
        report.Add(new Figure(Part, "an audit path among a million", hashes, "hashes"));
        report.Add(new Figure(Part, "the same", hashes * LogHash.Length, "bytes"));
        report.Add(new Figure(Part, "its head", head.Token.Length, "bytes"));
        report.Add(new Figure(Part, "making a path", Statistics.Median(made), "us", Statistics.Median(floors), "as many bare SHA-256"));
        report.Add(new Figure(Part, "checking a path", Statistics.Median(verified), "us", Statistics.Median(floors), "as many bare SHA-256"));
    }

    private static async Task MeasureAppendsAsync(string folder, SigningKey key, Report report, CancellationToken cancel)
    {
        await using var azurite = await AzuriteProcess.StartAsync(folder, 0, 0);
        var table = new TableClient(azurite.ConnectionString, StoreNames.KeyLogTable);
        await table.CreateIfNotExistsAsync(cancel);
        var (rows, issuer) = (new LogRows(table), new HeadIssuer(() => key, "relay.example", TimeProvider.System));
        var reader = new LogReader(rows, issuer, 1000, TimeProvider.System);
        var appender = new LogAppender(rows, reader, issuer, Random.Shared, TimeProvider.System);
        await appender.AppendAsync(Commitment(-1), cancel);

        var numbers = Enumerable.Range(0, Appends);
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (number, stop) => await appender.AppendAsync(Commitment(number), stop));
        var grouped = Appends / clock.Elapsed.TotalSeconds;

        const int Alone = 100;
        clock.Restart();
        for (var number = 0; number < Alone; number++)
            await appender.AppendAsync(Commitment(Appends + number), cancel);
        var alone = Alone / clock.Elapsed.TotalSeconds;

        clock.Restart();
        for (var number = 0; number < Alone; number++)
            await table.AddEntityAsync(new TableEntity("floor", $"{number}") { ["Bytes"] = Commitment(number) }, cancel);
        var floor = Alone / clock.Elapsed.TotalSeconds;
        report.Add(new Figure(Part, $"appends, {AtOnce} at once", grouped, "a second", floor, "inserts one by one", MoreIsBetter: true));
        report.Add(new Figure(Part, "appends, one by one", alone, "a second", floor, "inserts one by one", MoreIsBetter: true));
    }

    private static double Floor(int hashes)
    {
        Span<byte> bytes = stackalloc byte[HashedBytes];
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < hashes; i++)
            SHA256.HashData(bytes, bytes[1..]);
        return clock.Elapsed.TotalMicroseconds;
    }

    private static byte[] Commitment(int number) => SHA256.HashData(BitConverter.GetBytes(number));

    /// <summary>Full tiles in memory; nothing else is asked for.</summary>
    private sealed class MemoryRows : ILogRows
    {
        private readonly Dictionary<(int Level, long Index), LogTile> _tiles = [];

        public void Keep(FullTile full) => _tiles.Add((full.Level, full.Index), full.Tile);

        public Task<LogTile> ReadTileAsync(int level, long index, CancellationToken cancel) => Task.FromResult(_tiles[(level, index)]);

        public Task<LogHead?> ReadHeadAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task<bool> TryCreateAsync(LogHead head, CancellationToken cancel) => throw new NotSupportedException();

        public Task<LogHead?> TryAppendAsync(LogAppend append, CancellationToken cancel) => throw new NotSupportedException();

        public Task<long?> FindAsync(byte[] commitment, CancellationToken cancel) => throw new NotSupportedException();

        public Task<string?> FindHeadAsync(long size, CancellationToken cancel) => throw new NotSupportedException();

        public Task<int> RemoveHeadsAsync(DateTimeOffset before, CancellationToken cancel) => throw new NotSupportedException();
    }
}
