using Microsoft.AspNetCore.Http;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A partner that asked for a long pause and shows by a signed request that it is there.</summary>
public sealed class PresenceTests : StackFixture
{
    protected override Dictionary<string, string> Settings => new(base.Settings)
    {
        ["Lanes__FirstProbeMilliseconds"] = "60000",
        ["Lanes__LongestProbeSeconds"] = "300",
        ["Lanes__WokenProbeSeconds"] = "1",
    };


    [Fact]
    public async Task SignedRequest_OfAPartnerWhoseBreakerIsOpen_WakesAProbe()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 2);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var asked = 0;
        b.Answer = _ =>
        {
            Interlocked.Increment(ref asked);
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        };
        var sent = a.Envelope("ana", b, "ben");
        await a.SendAsync(sent);
        await Eventually.TrueAsync(async () => (await a.Client.ExplainAsync(sent.Id)).Breaker is { State: "open", Reason: "asked" }, "the breaker opens");
        var nextTry = (await a.Client.ExplainAsync(sent.Id)).Breaker!.NextTryAt!.Value;
        Assert.True(nextTry > DateTimeOffset.UtcNow.AddSeconds(30), "by itself it would wait for most of a minute");
        b.Answer = _ => null;

        await Eventually.TrueAsync(
            async () =>
            {
                await b.Client.GetUserAsync("ben");
                return b.Received.Count == 1;
            },
            "its own requests bring the probe forward");

        Assert.Equal(1, asked);
    }
}
