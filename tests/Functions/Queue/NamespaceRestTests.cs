using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Queue;

/// <summary>Who may send to a namespace, by what came of those before.</summary>
public sealed class NamespaceRestTests
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    private readonly ManualClock _clock = new();
    private readonly NamespaceRest _rest;

    public NamespaceRestTests() => _rest = new NamespaceRest(Rest, Slow, _clock);

    [Fact]
    public void Enter_WhileItAnswers_IsForAll()
    {
        for (var i = 0; i < 100; i++)
        {
            var entered = Enumerable.Range(0, 3).Select(_ => _rest.Enter(0)!.Value).ToList();
            _clock.Advance(Slow - TimeSpan.FromTicks(1));
            entered.ForEach(one => _rest.Leave(0, one, SendOutcome.Answered));
        }
    }

    [Fact]
    public void Enter_AfterASilence_IsForOneAtATime_OnceItHasRested()
    {
        _rest.Leave(0, _rest.Enter(0)!.Value, SendOutcome.Silent);
        Assert.Null(_rest.Enter(0));
        _clock.Advance(Rest - TimeSpan.FromTicks(1));
        Assert.Null(_rest.Enter(0));

        _clock.Advance(TimeSpan.FromTicks(1));
        var trial = _rest.Enter(0);
        Assert.NotNull(trial);
        Assert.Null(_rest.Enter(0));

        _rest.Leave(0, trial.Value, SendOutcome.Silent);
        Assert.Null(_rest.Enter(0));
        _clock.Advance(Rest);
        _rest.Leave(0, _rest.Enter(0)!.Value, SendOutcome.Answered);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.NotNull(_rest.Enter(0)));
    }

    [Fact]
    public void Enter_WhileAllWaitForTooLong_IsForNobody_UntilOneIsAnswered()
    {
        var waiting = _rest.Enter(0)!.Value;
        _clock.Advance(Slow - TimeSpan.FromTicks(1));
        Assert.NotNull(_rest.Enter(0));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(_rest.Enter(0));

        _rest.Leave(0, waiting, SendOutcome.Answered);
        Assert.NotNull(_rest.Enter(0));
    }

    [Theory]
    [InlineData(4_999, true)]
    [InlineData(5_000, false)]
    public void Leave_WithoutAnAnswer_CountsAsSilenceWhenItWasSlow(int milliseconds, bool mayEnter)
    {
        var left = _rest.Enter(0)!.Value;
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        _rest.Leave(0, left, SendOutcome.Left);
        Assert.Equal(mayEnter, _rest.Enter(0) is not null);
    }

    [Fact]
    public void Silence_OfOne_IsNoOthers()
    {
        _rest.Leave(3, _rest.Enter(3)!.Value, SendOutcome.Silent);
        Assert.Null(_rest.Enter(3));
        Assert.NotNull(_rest.Enter(2));
    }
}
