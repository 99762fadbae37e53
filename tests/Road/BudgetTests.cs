using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A partner that sends faster than agreed.</summary>
public sealed class BudgetTests : StackFixture
{
    protected override Dictionary<string, string> Settings => new(base.Settings) { ["Accept__EnvelopesPerSecond"] = "1", ["Accept__EnvelopeBurst"] = "100" };

    [Fact]
    public async Task Partner_OverItsBudget_IsToldWhenToTryAgain_AndOthersAreNot()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await a.Client.SendAsync([.. Enumerable.Range(0, 100).Select(_ => a.Envelope("ana", b, "ben"))]);

        var results = await a.Client.SendAsync([.. Enumerable.Range(0, 10).Select(_ => a.Envelope("ana", b, "ben"))]);

        Assert.All(results, result => Assert.Equal(SendStatus.Unavailable, result.Status));
        Assert.Equal("too-fast", results[0].Problem!.Code);
        Assert.InRange(results[0].Problem!.RetryAfterSeconds ?? 0, 5, 11);
        Assert.Equal(SendStatus.Accepted, (await b.SendAsync(b.Envelope("ben", a, "ana"))).Status);
    }
}
