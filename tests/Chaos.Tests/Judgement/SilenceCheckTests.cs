using Relay.Chaos.Tests.Fixtures;

namespace Relay.Chaos.Tests.Judgement;

public sealed class SilenceCheckTests
{
    private readonly Case _case = new();

    [Fact]
    public void Return_WithEnvelopesWaiting_IsMeasuredToTheFirstArrival()
    {
        _case.Returns(at: 10);
        _case.Delivered(_case.Accepted(at: 5), at: 13);
        _case.Delivered(_case.Accepted(at: 6), at: 14);

        var verdict = _case.Judge();

        Assert.Equal((3.0, Case.Recipient), (verdict.LongestSilenceSeconds, verdict.SilentPartner));
    }

    [Fact]
    public void Return_WhenNothingWaited_IsNotMeasured()
    {
        _case.Returns(at: 10);
        _case.Delivered(_case.Accepted(at: 1), at: 2);
        _case.Delivered(_case.Accepted(at: 30), at: 31);

        Assert.Null(_case.Judge().LongestSilenceSeconds);
    }

    [Fact]
    public void Return_ThatEndedBeforeAnythingCame_CountsForAsLongAsItLasted()
    {
        _case.Returns(at: 10, until: 12).Returns(at: 20);
        _case.Delivered(_case.Accepted(at: 5), at: 21);

        Assert.Equal(2.0, _case.Judge().LongestSilenceSeconds);
    }
}
