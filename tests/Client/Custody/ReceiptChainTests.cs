using Relay.Client.Custody;
using Relay.Signatures.Custody;

namespace Relay.Client.Tests.Custody;

public sealed class ReceiptChainTests : IDisposable
{
    private readonly ReceiptSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Of_WholeChainInAnyOrder_IsConsistent()
    {
        var receipts = _sample.Chain(6);
        var chain = Assert.Single(ReceiptChain.Of(receipts.AsEnumerable().Reverse()));
        Assert.True(chain.IsConsistent);
        Assert.Equal((ReceiptSample.Relay, 6, 1L, 6L, 5), (chain.Relay, chain.Receipts, chain.First, chain.Last, chain.Links));
        Assert.Empty(chain.Gaps);
    }

    [Fact]
    public void Of_OtherPartnersReceiptsMissing_ListsTheGapsAndIsConsistent()
    {
        var receipts = _sample.Chain(9);
        var chain = Assert.Single(ReceiptChain.Of([receipts[1], receipts[2], receipts[4], receipts[8]]));
        Assert.True(chain.IsConsistent);
        Assert.Equal([(4, 4), (6, 8)], chain.Gaps);
        Assert.Equal(1, chain.Links);
    }

    [Fact]
    public void Of_SameReceiptTwice_IsOne()
    {
        var receipts = _sample.Chain(3);
        Assert.Equal(3, Assert.Single(ReceiptChain.Of([.. receipts, receipts[1]])).Receipts);
    }

    [Fact]
    public void Of_TwoReceiptsOfOneNumber_IsAFork()
    {
        var receipts = _sample.Chain(5);
        receipts.Add(_sample.Read(_sample.Claims(ReceiptSample.Envelopes(2)) with { Number = 3, Previous = receipts[1].Link }));
        var chain = Assert.Single(ReceiptChain.Of(receipts));
        Assert.False(chain.IsConsistent);
        Assert.Equal([3L], chain.Forks);
        Assert.Empty(chain.Breaks);
    }

    [Fact]
    public void Of_ReceiptTakenOutAndReplaced_IsAForkOrABreak()
    {
        var receipts = _sample.Chain(5);
        receipts[2] = _sample.Read(_sample.Claims(ReceiptSample.Envelopes(2)) with { Number = 3, Previous = receipts[1].Link });
        var chain = Assert.Single(ReceiptChain.Of(receipts));
        Assert.Equal([4L], chain.Breaks);
        Assert.False(chain.IsConsistent);
    }

    [Fact]
    public void Of_SeveralInstances_AreChainsOfTheirOwn()
    {
        Receipt[] receipts = [.. _sample.Chain(3, "one"), .. _sample.Chain(2, "two")];
        Assert.Equal([("one", 3, true), ("two", 2, true)], ReceiptChain.Of(receipts).Select(chain => (chain.Instance, chain.Receipts, chain.IsConsistent)));
    }

    [Fact]
    public void Of_Nothing_IsNothing() => Assert.Empty(ReceiptChain.Of([]));
}
