using Relay.Local.Bus.Tests.Durability.Load;

namespace Relay.Local.Bus.Tests.Durability;

/// <summary>A store that cannot write any more, as on a full disk: the broker's files are limited in size, and writes beyond that fail.</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    /// <summary>The event that tells of a failed store.</summary>
    private const string StoreFailed = "The store failed";

    [Theory]
    [InlineData(1_000)]
    [InlineData(4_000)]
    [InlineData(20_000)]
    public async Task StoreFailure_UnderLoad_EndsEveryRequestAndKeepsWhatWasAcknowledged(int largestFileKilobytes)
    {
        using var folder = new TempFolder();
        var load = new CrashLoad(folder.Path);

        var log = await load.LiveUntilFullAsync(largestFileKilobytes * 1024L, StoreFailed);
        var (sent, completed) = (load.Witness.Counts.Sent, load.Witness.Counts.Completed);
        await Drain.EmptyAsync(folder.Path, load.Witness);

        output.WriteLine($"{sent} messages were sent and {completed} completed before the failure; the log:\n{log}");
        Assert.True(load.Witness.Faults.Count == 0, string.Join('\n', load.Witness.Faults.Take(20)));
        Assert.True(sent > 0 && completed > 0, $"Too little load to tell: {sent} sent, {completed} completed.");
        Assert.True(log.Split(StoreFailed).Length == 2 && log.Contains("crit:", StringComparison.Ordinal), $"The log must tell once of the failure:\n{log}");
    }

    [Fact]
    public async Task Start_WhereNothingCanBeWritten_EndsWithTheReason()
    {
        using var folder = new TempFolder();
        using var broker = ChildBroker.Launch(folder.Path, CrashQueues.All, largestFileBytes: 1024);

        Assert.False(await broker.ListensAsync());
        Assert.Contains("System.IO.IOException: SQLite", await broker.KillAndReadLogAsync(), StringComparison.Ordinal);
    }
}
