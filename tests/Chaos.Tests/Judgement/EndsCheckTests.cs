using Relay.Chaos.Judgement;
using Relay.Chaos.Tests.Fixtures;
using Relay.Functions.Ledger;

namespace Relay.Chaos.Tests.Judgement;

public sealed class EndsCheckTests
{
    private readonly Case _case = new();

    [Fact]
    public void Envelopes_ThatAllEndedAsTold_AreGood()
    {
        _case.Delivered(_case.Accepted());
        _case.Ends(_case.Accepted(), FinalState.Expired);
        var refused = _case.Accepted();
        _case.RefusedByThePartner(refused).Ends(refused, FinalState.Refused);
        _case.NotAccepted();

        var verdict = _case.Judge();

        Assert.True(verdict.IsGood);
        Assert.Equal((4, 3, 0), (verdict.Sent, verdict.Accepted, verdict.Lost));
        Assert.Equal((1, 1, 1, 0), (verdict.Ends[FinalState.Delivered], verdict.Ends[FinalState.Expired], verdict.Ends[FinalState.Refused], verdict.Ends[FinalState.Erased]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Accepted_WithoutFinalState_IsLost(bool arrived)
    {
        _case.Delivered(_case.Accepted());
        var lost = _case.Accepted();
        if (arrived)
            _case.Arrives(lost);

        var verdict = _case.Judge();

        Assert.Equal(1, verdict.Lost);
        Assert.Contains(lost.Id.ToString(), Assert.Single(verdict.Findings).Text, StringComparison.Ordinal);
        Assert.Equal(Fault.NotEnded, verdict.Findings[0].Fault);
    }

    [Fact]
    public void Delivered_ThatNobodyTook_IsLost()
    {
        _case.Ends(_case.Accepted());

        var verdict = _case.Judge();

        Assert.Equal(1, verdict.Lost);
        Assert.Equal(Fault.DeliveredToNobody, Assert.Single(verdict.Findings).Fault);
    }

    [Fact]
    public void Envelope_WithTwoDifferentEnds_IsFound()
    {
        var key = _case.Accepted();
        _case.Delivered(key).Ends(key, FinalState.Expired);

        Assert.Equal(Fault.TwoEnds, Assert.Single(_case.Judge().Findings).Fault);
    }

    [Fact]
    public void Envelope_WithTheSameEndTwice_IsGood()
    {
        var key = _case.Accepted();
        _case.Delivered(key).Ends(key);

        Assert.True(_case.Judge().IsGood);
    }

    [Fact]
    public void Refused_ThoughNoPartnerRefused_IsFound()
    {
        _case.Ends(_case.Accepted(), FinalState.Refused);

        Assert.Equal(Fault.RefusedByNobody, Assert.Single(_case.Judge().Findings).Fault);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void Expired_ThoughItCame_IsFoundUnlessTheLedgerSaysItMayHave(bool possiblyDelivered, int findings)
    {
        var key = _case.Accepted();
        _case.Arrives(key).Ends(key, FinalState.Expired, possiblyDelivered);

        var verdict = _case.Judge();

        Assert.Equal(findings, verdict.Count(Fault.Undisclosed));
        Assert.Equal(possiblyDelivered ? 1 : 0, verdict.PossiblyDelivered);
    }
}
