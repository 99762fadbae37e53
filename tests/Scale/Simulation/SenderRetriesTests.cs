using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Tests.Simulation;

public sealed class SenderRetriesTests
{
    [Fact]
    public void Pauses_Double_FromTheFirstToTheLongest()
    {
        var retries = new SenderRetries(2, 60);
        retries.Failed(0, 0, 10);
        var tries = new List<int>();
        for (var second = 1; second < 300; second++)
        {
            if (retries.Due(second) > 0)
                tries.Add(second);
            retries.Failed(second, 1, 0);
        }

        Assert.Equal([2, 6, 14, 30, 62, 122, 182, 242], tries);
        Assert.Equal(10, retries.Waiting, 9);
    }

    [Fact]
    public void WhatIsTaken_IsNotKept_AndTheRestIs()
    {
        var retries = new SenderRetries(2, 60);
        retries.Failed(0, 0, 10);
        retries.Failed(1, 0, 4);

        Assert.Equal(10, retries.Due(2));
        retries.Failed(2, 0.3, 0);
        Assert.Equal(7, retries.Waiting, 9);
        Assert.Equal(4, retries.Due(3));
        Assert.Equal(3, retries.Due(6), 9);
    }

    [Fact]
    public void AllIsSentAgain_WithinTheLongestPause()
    {
        var retries = new SenderRetries(2, 60);
        for (var second = 0; second < 1_000; second++)
            retries.Failed(second, 1, 5);
        for (var second = 1_000; second < 1_060; second++)
            retries.Failed(second, 0, 0);

        Assert.Equal(0, retries.Waiting, 6);
    }
}
