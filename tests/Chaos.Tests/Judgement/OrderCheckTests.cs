using Relay.Chaos.Judgement;
using Relay.Chaos.Tests.Fixtures;
using Relay.Client.Envelopes;
using Relay.Functions.Ledger;

namespace Relay.Chaos.Tests.Judgement;

public sealed class OrderCheckTests
{
    private readonly Case _case = new();

    [Theory]
    [InlineData(DeliveryClass.Normal, 1)]
    [InlineData(DeliveryClass.Urgent, 1)]
    [InlineData(DeliveryClass.Ephemeral, 0)]
    public void Pair_ThatIsSwapped_IsFoundWhereThereIsAnOrder(DeliveryClass deliveryClass, int findings)
    {
        var (first, second) = (_case.Accepted(deliveryClass: deliveryClass), _case.Accepted(deliveryClass: deliveryClass));
        _case.Delivered(second).Delivered(first);

        var verdict = _case.Judge();

        Assert.Equal(findings, verdict.Count(Fault.OutOfOrder));
        Assert.Equal(findings == 0, verdict.IsGood);
    }

    [Fact]
    public void OneThatComesLast_IsOneFinding()
    {
        var (first, second, third) = (_case.Accepted(), _case.Accepted(), _case.Accepted());
        _case.Delivered(second).Delivered(third).Delivered(first);

        var found = Assert.Single(_case.Judge().Findings);

        Assert.Equal(Fault.OutOfOrder, found.Fault);
        Assert.StartsWith(first.ToString(), found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void OthersRecipientsAndClasses_HaveOrdersOfTheirOwn()
    {
        var first = _case.Accepted(user: "ben");
        var others = new[] { _case.Accepted(user: "bea"), _case.Accepted(user: "ben", deliveryClass: DeliveryClass.Urgent) };
        foreach (var other in others)
            _case.Delivered(other);
        _case.Delivered(first);

        Assert.True(_case.Judge().IsGood);
    }

    [Fact]
    public void Repetition_OfAnEarlierOne_IsNoDisorder()
    {
        var (first, second) = (_case.Accepted(), _case.Accepted());
        _case.Delivered(first).Delivered(second).Arrives(first, at: 2);

        var verdict = _case.Judge();

        Assert.True(verdict.IsGood);
        Assert.Equal((1, 2), (verdict.DeliveredTwice, verdict.MostArrivals));
    }

    [Fact]
    public void OneThatNeverCame_LeavesNoGapToComplainOf()
    {
        var (first, second, third) = (_case.Accepted(), _case.Accepted(), _case.Accepted());
        _case.Delivered(first).Ends(second, FinalState.Expired).Delivered(third);

        Assert.True(_case.Judge().IsGood);
    }

    [Fact]
    public void OneThatAnOperatorReplayed_HasNoPlaceAnyMore()
    {
        var (first, second) = (_case.Accepted(), _case.Accepted());
        _case.Replayed(first).Delivered(second).Delivered(first);

        var verdict = _case.Judge();

        Assert.True(verdict.IsGood);
        Assert.Equal(1, verdict.Replayed);
    }
}
