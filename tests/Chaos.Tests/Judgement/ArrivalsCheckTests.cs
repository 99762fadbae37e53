using Relay.Chaos.Evidence;
using Relay.Chaos.Judgement;
using Relay.Chaos.Tests.Fixtures;

namespace Relay.Chaos.Tests.Judgement;

public sealed class ArrivalsCheckTests
{
    private readonly Case _case = new();

    [Theory]
    [InlineData(60, 0)]
    [InlineData(62, 0)]
    [InlineData(64, 1)]
    public void Arrival_AfterTheEnvelopesLife_IsFoundBeyondTheGrace(double at, int findings)
    {
        _case.Delivered(_case.Accepted(), at);

        Assert.Equal(findings, _case.Judge().Count(Fault.Late));
    }

    [Fact]
    public void Arrival_WithOtherContent_IsFound()
    {
        var key = _case.Accepted();
        _case.Arrives(key, intact: false).Ends(key);

        Assert.Equal(Fault.Changed, Assert.Single(_case.Judge().Findings).Fault);
    }

    [Fact]
    public void Arrival_OfWhatNobodySent_IsFound()
    {
        _case.Arrives(new EnvelopeKey(Case.Sender, Guid.CreateVersion7()));

        Assert.Equal(Fault.Foreign, Assert.Single(_case.Judge().Findings).Fault);
    }

    [Fact]
    public void Arrival_AtAnotherPartner_IsFound()
    {
        var key = _case.Accepted();
        _case.Delivered(key).Arrives(key, to: "stranger");

        Assert.Equal(Fault.Foreign, Assert.Single(_case.Judge().Findings).Fault);
    }

    [Fact]
    public void Envelope_ThatCameThreeTimes_IsCountedOnceAsDeliveredTwice()
    {
        var key = _case.Accepted();
        _case.Delivered(key).Arrives(key, 2).Arrives(key, 3);
        _case.Delivered(_case.Accepted());

        var verdict = _case.Judge();

        Assert.True(verdict.IsGood);
        Assert.Equal((1, 3), (verdict.DeliveredTwice, verdict.MostArrivals));
    }
}
