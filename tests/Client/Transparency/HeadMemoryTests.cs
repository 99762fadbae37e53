using Relay.Client.Transparency;

namespace Relay.Client.Tests.Transparency;

/// <summary>A relay that has more than one log, or goes back in it, and those who remember and compare what they were shown.</summary>
public sealed class HeadMemoryTests : IDisposable
{
    private readonly SampleLog _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task See_HeadsOfOneLog_RemembersTheNewest()
    {
        using var memory = new HeadMemory(_log.Heads, _log.ConsistencyAsync);
        foreach (var size in new[] { 0, 1, 2, 7, 8, 200 })
        {
            _log.Fill(size - _log.Size);
            Assert.True((await memory.SeeAsync(_log.Head(), Cancel)).IsGood);
            Assert.Equal(_log.Size, _log.Heads.Check(memory.Newest!).Head!.Size);
        }

        // An older one is no harm as long as it is of the same log; the newest stays.
        Assert.True((await memory.SeeAsync(_log.Head(5), Cancel)).IsGood);
        Assert.Equal(200, _log.Heads.Check(memory.Newest!).Head!.Size);
        var asked = _log.Asked;
        Assert.True((await memory.SeeAsync(memory.Newest!, Cancel)).IsGood);
        Assert.Equal(asked, _log.Asked);
    }

    [Fact]
    public async Task See_AnotherTreeOfTheSameSize_IsEquivocationWithBothHeadsAsEvidence()
    {
        _log.Fill(20);
        using var fork = _log.Fork(19);
        fork.Fill(1, seed: 1);
        using var memory = new HeadMemory(_log.Heads, _log.ConsistencyAsync, _log.Head());

        var forged = _log.Head(leaves: fork);
        var check = await memory.SeeAsync(forged, Cancel);

        Assert.Equal((HeadFault.Equivocation, forged), (check.Fault, check.Larger));
        Assert.Equal(memory.Newest, check.Smaller);
        Assert.True(_log.Heads.Check(check.Smaller).IsGood && _log.Heads.Check(check.Larger).IsGood);
    }

    [Theory]
    [InlineData(20, 15, 30)]
    [InlineData(20, 0, 21)]
    [InlineData(16, 15, 17)]
    [InlineData(30, 15, 20)] // the fork is the smaller one
    public async Task See_ForkedLog_IsInconsistent_WhicheverProofTheRelayGives(int size, int common, int forkSize)
    {
        _log.Fill(size);
        using var fork = _log.Fork(common);
        fork.Fill(forkSize - common, seed: 1);
        foreach (var source in new ConsistencySource[] { OfLarger(_log, fork), OfSmaller(_log, fork), (_, _, _) => Task.FromResult<IReadOnlyList<byte[]>>([]) })
        {
            using var memory = new HeadMemory(_log.Heads, source, _log.Head());
            var check = await memory.SeeAsync(_log.Head(leaves: fork), Cancel);
            Assert.Equal(HeadFault.Inconsistent, check.Fault);
            Assert.NotNull(check.Path);
            Assert.Equal(size, _log.Heads.Check(memory.Newest!).Head!.Size);
        }
    }

    [Fact]
    public async Task See_HeadOfSomebodyElse_IsNotRemembered()
    {
        using var other = new SampleLog();
        using var memory = new HeadMemory(_log.Heads, _log.ConsistencyAsync);
        Assert.Equal(HeadFault.Untrusted, (await memory.SeeAsync(other.Head(), Cancel)).Fault);
        Assert.Null(memory.Newest);
        Assert.True((await memory.SeeAsync(_log.Head(), Cancel)).IsGood);
        Assert.Equal(HeadFault.Untrusted, (await memory.SeeAsync(other.Head(), Cancel)).Fault);
    }

    [Fact]
    public async Task See_WhenTheRelayDoesNotAnswer_ChangesNothing()
    {
        _log.Fill(3);
        using var memory = new HeadMemory(_log.Heads, (_, _, _) => throw new HttpRequestException("gone"), _log.Head(2));
        await Assert.ThrowsAsync<HttpRequestException>(() => memory.SeeAsync(_log.Head(), Cancel));
        Assert.Equal(2, _log.Heads.Check(memory.Newest!).Head!.Size);
    }

    [Fact]
    public async Task Compare_HeadsOfTwoPartners_FindsTheSplitView()
    {
        _log.Fill(40);
        using var shownToOther = _log.Fork(33);
        shownToOther.Fill(20, seed: 1);
        var exchange = new HeadExchange(_log.Heads, _log.ConsistencyAsync);

        Assert.True((await exchange.CompareAsync(_log.Head(), _log.Head(12), Cancel)).IsGood);
        Assert.True((await exchange.CompareAsync(_log.Head(12), _log.Head(), Cancel)).IsGood);
        Assert.True((await exchange.CompareAsync(_log.Head(33), _log.Head(33, shownToOther), Cancel)).IsGood);
        Assert.Equal(HeadFault.Equivocation, (await exchange.CompareAsync(_log.Head(), _log.Head(40, shownToOther), Cancel)).Fault);
        Assert.Equal(HeadFault.Inconsistent, (await exchange.CompareAsync(_log.Head(39), _log.Head(40, shownToOther), Cancel)).Fault);
    }

    private static ConsistencySource OfLarger(SampleLog one, SampleLog other) => one.Size > other.Size ? one.ConsistencyAsync : other.ConsistencyAsync;

    // The best that the log of the smaller head can say.
    private static ConsistencySource OfSmaller(SampleLog one, SampleLog other)
    {
        var smaller = one.Size < other.Size ? one : other;
        return (from, to, cancel) => smaller.ConsistencyAsync(Math.Min(from, smaller.Size), Math.Min(to, smaller.Size), cancel);
    }
}
