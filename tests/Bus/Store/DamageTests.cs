using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Tests.Store;

/// <summary>
/// Whatever happens to the files while the broker is down, it either refuses to start and says so, or starts with exactly what
/// was stored.
/// </summary>
public sealed class DamageTests : IDisposable
{
    private const int Commits = 12;
    private const int Tries = 100;
    private const string Database = "bus.db";
    private const string Log = "bus.db-wal";

    private readonly TempFolder _original = new();
    private readonly TempFolder _copies = new();
    private readonly IReadOnlyList<string> _content;
    private readonly Random _random = new(20_261_122);

    public DamageTests()
    {
        // One half is in the database, the other in the log.
        using (var store = StoredContent.Open(Path.Combine(_original.Path, "live")))
            StoredContent.Fill(store, 0, Commits / 2);
        using (var store = StoredContent.Open(Path.Combine(_original.Path, "live")))
        {
            StoredContent.Fill(store, Commits / 2, Commits);
            _content = StoredContent.Read(store);
            // A halted broker leaves a log; one that was closed leaves none.
            Copy("live", "halted");
        }
        Copy("live", "closed");
    }

    public void Dispose()
    {
        _original.Dispose();
        _copies.Dispose();
    }

    [Fact]
    public void Open_HaltedFolder_HasEverything()
    {
        Assert.True(new FileInfo(Path.Combine(_original.Path, "halted", Log)).Length > 50_000);
        Assert.Equal(_content, Reopen(Scratch("halted")));
        Assert.Equal(_content, Reopen(Scratch("closed")));
    }

    [Theory]
    [InlineData("closed", Database)]
    [InlineData("halted", Database)]
    public void Open_OneByteOfTheDatabaseChanged_RefusesOrHasEverything(string kind, string file) => Try(kind, file, bytes =>
    {
        bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
        return bytes;
    });

    [Fact]
    public void Open_DatabaseCutOff_Refuses() =>
        Try("closed", Database, bytes => bytes[..Math.Max(1, _random.Next(bytes.Length))], always: true);

    [Fact]
    public void Open_BlockOfTheDatabaseZeroed_RefusesOrHasEverything() => Try("closed", Database, bytes =>
    {
        const int Block = 512;
        Array.Clear(bytes, _random.Next(bytes.Length / Block) * Block, Block);
        return bytes;
    });

    [Fact]
    public void Open_PageOfTheDatabaseReplacedByAnother_RefusesOrHasEverything() => Try("closed", Database, bytes =>
    {
        const int Page = 8192;
        var pages = bytes.Length / Page;
        bytes.AsSpan(_random.Next(pages) * Page, Page).CopyTo(bytes.AsSpan(_random.Next(pages) * Page));
        return bytes;
    });

    [Fact]
    public void Open_ByteOfTheLogChangedBeforeItsLastCommit_Refuses() => Try(
        "halted",
        Log,
        bytes =>
        {
            bytes[_random.Next(bytes.Length / 2)] ^= (byte)(1 << _random.Next(8));
            return bytes;
        },
        // The log's header has words of its own that SQLite does not need: a change there is seen by the header's checksum.
        always: true);

    [Fact]
    public void Open_LogCutOffInItsLastCommit_HasAllOtherCommits()
    {
        var folder = Scratch("halted");
        var path = Path.Combine(folder, Log);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^100]);

        using var store = StoredContent.Open(folder);

        Assert.True(store.HadUnfinishedCommit, "The cut was not noticed.");
        // The last commit deleted one message: it is there again, and nothing else differs.
        var found = StoredContent.Read(store);
        Assert.Equal(_content.Count + 1, found.Count);
        Assert.Empty(_content.Except(found));
    }

    [Fact]
    public void Open_DatabaseMissingBesideItsLog_Refuses()
    {
        var folder = Scratch("halted");
        File.Delete(Path.Combine(folder, Database));

        Assert.Contains("without", Assert.Throws<BusDataDamagedException>(() => Reopen(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Refused_LeavesTheFilesAsTheyAre()
    {
        var folder = Scratch("halted");
        var (database, log) = (Path.Combine(folder, Database), Path.Combine(folder, Log));
        var bytes = File.ReadAllBytes(log);
        bytes[5000] ^= 1;
        File.WriteAllBytes(log, bytes);
        var before = File.ReadAllBytes(database);

        Assert.Throws<BusDataDamagedException>(() => Reopen(folder));

        Assert.Equal(before, File.ReadAllBytes(database));
        Assert.Equal(bytes, File.ReadAllBytes(log));
    }

    [Fact]
    public void Open_FileOfAnotherKind_Refuses()
    {
        var folder = Scratch("closed");
        File.WriteAllText(Path.Combine(folder, Database), string.Concat(Enumerable.Repeat("This is a letter, not a database. ", 1000)));

        Assert.Throws<BusDataDamagedException>(() => Reopen(folder));
    }

    private void Try(string kind, string file, Func<byte[], byte[]> damage, bool always = false)
    {
        var refused = 0;
        for (var i = 0; i < Tries; i++)
        {
            var folder = Scratch(kind);
            var path = Path.Combine(folder, file);
            File.WriteAllBytes(path, damage(File.ReadAllBytes(path)));
            try
            {
                Assert.Equal(_content, Reopen(folder));
            }
            catch (BusDataDamagedException e)
            {
                Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
                refused++;
            }
            Directory.Delete(folder, recursive: true);
        }
        Assert.InRange(refused, always ? Tries : 1, Tries);
    }

    private static IReadOnlyList<string> Reopen(string folder)
    {
        using var store = StoredContent.Open(folder);
        return StoredContent.Read(store);
    }

    private string Scratch(string kind)
    {
        var folder = Path.Combine(_copies.Path, Guid.NewGuid().ToString("N"));
        CopyFolder(Path.Combine(_original.Path, kind), folder);
        return folder;
    }

    private void Copy(string from, string to) => CopyFolder(Path.Combine(_original.Path, from), Path.Combine(_original.Path, to));

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var name in new[] { Database, Log }.Where(name => File.Exists(Path.Combine(from, name))))
            File.Copy(Path.Combine(from, name), Path.Combine(to, name));
    }
}
