using Relay.Local.Bus.Store;

namespace Relay.Local.Bus.Tests.Store;

public sealed class DiskSpaceTests
{
    private const int Messages = 400;
    private const int MessageBytes = 50_000;

    [Fact]
    public void Idle_MessagesConsumed_FilesAreSmallAgain()
    {
        using var folder = new TempFolder();
        using var store = StoredContent.Open(folder.Path);
        var number = store.Open("q").Number;
        for (var first = 1; first < Messages; first += 40)
            StoredContent.Commit(store, [.. Enumerable.Range(first, 40).Select(sequence => StoredContent.Insert(number, sequence, MessageBytes))]);
        var full = store.DiskBytes;
        // Every tenth stays, so that the free space lies between what is kept.
        StoredContent.Commit(store, [.. Enumerable.Range(1, Messages).Where(sequence => sequence % 10 != 0)
            .Select(sequence => new DeleteMessage(MessageKey.Of(number, sequence), HasState: false))]);

        Assert.True(full > Messages * MessageBytes);
        Assert.True(
            SpinWait.SpinUntil(() => store.DiskBytes < full / 8, TimeSpan.FromSeconds(30)),
            $"{store.DiskBytes:N0} of {full:N0} bytes are still taken.");
        Assert.Equal(Messages / 10, store.Open("q").Messages.Count());
    }
}
