using System.Security.Cryptography;
using Relay.Signatures.Transparency;

namespace Relay.Functions.Tests.Transparency;

public sealed class LogAppenderTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Append_ManyAtOnce_ShareTransactions_AndAreAllInTheLog()
    {
        using var stores = new LogSample();
        var program = stores.Start();
        await program.Appender.AppendAsync(Entry(-1), None);
        var before = stores.Table.Transactions;

        var appended = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => program.Appender.AppendAsync(Entry(i), None)));

        Assert.Equal(Enumerable.Range(1, 400).Select(i => (long)i), appended.Select(at => at.Index).Order());
        Assert.All(appended, at => Assert.InRange(at.Size, at.Index + 1, 401));
        // 90 fit into one; how many wait when one begins is chance.
        Assert.InRange(stores.Table.Transactions - before, 5, 100);
        Assert.Equal(new NaiveTree(stores.Entries()).Root(401), stores.Head().Root);
        Assert.Contains(stores.Table.Rows, row => row.RowKey.StartsWith("t0-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Append_OfSeveralInstances_IsOneLogInWhichNothingIsTwice()
    {
        using var stores = new LogSample();
        var programs = Enumerable.Range(0, 4).Select(_ => stores.Start()).ToList();

        // Each entry is appended by two instances.
        var appended = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Task.Run(() => programs[i % 4].Appender.AppendAsync(Entry(i / 2), None))));

        Assert.Equal(300, stores.Entries().Count);
        Assert.Equal(300, stores.Head().Size);
        Assert.Equal(new NaiveTree(stores.Entries()).Root(300), stores.Head().Root);
        for (var i = 0; i < 300; i++)
            Assert.Equal(appended[2 * i].Index, appended[(2 * i) + 1].Index);
    }

    [Fact]
    public async Task Append_AgainByTheSameInstance_StaysWhereItIs()
    {
        using var stores = new LogSample();
        var program = stores.Start();
        var first = await program.Appender.AppendAsync(Entry(1), None);
        await program.Appender.AppendAsync(Entry(2), None);

        var again = await program.Appender.AppendAsync(Entry(1), None);

        Assert.Equal((first.Index, 2L), (again.Index, again.Size));
        Assert.Equal(2, stores.Head().Size);
    }

    [Fact]
    public async Task Heads_AreChainedAndKeptBySize_UntilTheirTime()
    {
        using var stores = new LogSample();
        var program = stores.Start();
        for (var i = 0; i < 5; i++)
            await program.Appender.AppendAsync(Entry(i), None);

        var heads = new List<TreeHead>();
        for (var size = 1; size <= 5; size++)
            heads.Add(stores.Open((await program.Rows.FindHeadAsync(size, None))!));
        Assert.Equal(heads.SkipLast(1).Select(head => head.Link), heads.Skip(1).Select(head => head.Previous!));
        Assert.Equal(heads.Select(head => head.At).Order(), heads.Select(head => head.At));
        Assert.Equal(heads[^1].Link, stores.Head().Link);

        Assert.Equal(0, await program.Rows.RemoveHeadsAsync(heads[0].At, None));
        Assert.Equal(5, await program.Rows.RemoveHeadsAsync(heads[^1].At.AddMilliseconds(1), None));
        Assert.Equal(heads[^1].Link, stores.Open((await program.Reader.ReadHeadAsync(None)).Token).Link);
        Assert.Null(await program.Rows.FindHeadAsync(3, None));
    }

    [Fact]
    public async Task Head_OfTheEmptyLog_IsSignedAndNamesNoOther()
    {
        using var stores = new LogSample();
        var head = stores.Open((await stores.Start().Reader.HeadAsync(0, None)).Token);
        Assert.Equal((0L, null), (head.Size, head.Previous));
        Assert.Equal(SHA256.HashData([]), head.Root);
    }

    private static byte[] Entry(int number) => SHA256.HashData(BitConverter.GetBytes(number));
}
