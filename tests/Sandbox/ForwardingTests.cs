using System.Net;
using System.Text;
using Relay.Client.Webhooks;

namespace Relay.Local.Sandbox.Tests;

/// <summary>The sandbox in front of another endpoint, here of a second sandbox.</summary>
public sealed class ForwardingTests : IDisposable
{
    private readonly Caller _caller = new();

    [Fact]
    public async Task Delivery_Forwarded_ArrivesBehindAndIsRecordedOnBothSides()
    {
        await using var behind = await SandboxPartner.StartAsync(new SandboxOptions());
        await using var front = await SandboxPartner.StartAsync(new SandboxOptions { Forward = behind.Endpoint });
        var ids = Caller.Ids(3);

        var results = await _caller.ResultsAsync(front.Endpoint, Caller.Body(ids));

        Assert.Equal(ids, results.Select(result => result.Id));
        Assert.Equal(ids, behind.Record.Arrivals.Select(arrived => arrived.Id));
        Assert.Equal(ids, front.Record.Arrivals.Select(arrived => arrived.Id));
        Assert.All(behind.Record.Arrivals, arrived => Assert.Equal("batch-1", arrived.WebhookId));
    }

    [Fact]
    public async Task Answer_OfTheEndpointBehind_GoesThroughWithItsHeaders()
    {
        await using var behind = await SandboxPartner.StartAsync(new SandboxOptions { Profile = new SandboxProfile(SandboxFault.Throttled) { RetryAfterSeconds = 9 } });
        await using var front = await SandboxPartner.StartAsync(new SandboxOptions { Forward = behind.Endpoint });

        using var answer = await _caller.PostAsync(front.Endpoint, Caller.Body(Caller.Ids(1)));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("9", answer.Headers.RetryAfter?.ToString());
        Assert.Empty(front.Record.Arrivals);
    }

    [Fact]
    public async Task Answer_204FromBehind_CountsAsTakenInFront()
    {
        await using var behind = await SandboxPartner.StartAsync(new SandboxOptions { AnswersWithoutContent = true });
        await using var front = await SandboxPartner.StartAsync(new SandboxOptions { Forward = behind.Endpoint });

        using var answer = await _caller.PostAsync(front.Endpoint, Caller.Body(Caller.Ids(2)));

        Assert.Equal((HttpStatusCode.NoContent, 2), (answer.StatusCode, front.Record.Counts.Envelopes));
    }

    [Fact]
    public async Task Endpoint_BehindThatIsAway_Is502()
    {
        await using var behind = await SandboxPartner.StartAsync(new SandboxOptions { Profile = new SandboxProfile(SandboxFault.Down) });
        await using var front = await SandboxPartner.StartAsync(new SandboxOptions { Forward = behind.Endpoint });

        using var answer = await _caller.PostAsync(front.Endpoint, Caller.Body(Caller.Ids(1)));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    [Theory]
    [InlineData(SandboxFault.Errors, 0)]
    [InlineData(SandboxFault.Poison, 0)]
    [InlineData(SandboxFault.Contradictions, 1)]
    [InlineData(SandboxFault.WrongJson, 1)]
    [InlineData(SandboxFault.UnknownIds, 1)]
    public async Task Fault_InFront_HasTheBatchTakenBehindOrNot(SandboxFault fault, int taken)
    {
        await using var behind = await SandboxPartner.StartAsync(new SandboxOptions());
        await using var front = await SandboxPartner.StartAsync(new SandboxOptions
        {
            Forward = behind.Endpoint,
            Profile = new SandboxProfile(fault) { Percent = 100, Users = ["ben"] },
        });

        using var answer = await _caller.PostAsync(front.Endpoint, Caller.Body(Caller.Ids(1)));

        Assert.Equal(taken, behind.Record.Counts.Envelopes);
    }

    [Fact]
    public async Task Retry_ForChosenUsers_ChangesTheAnswerOnly()
    {
        await using var behind = await SandboxPartner.StartAsync(new SandboxOptions());
        await using var front = await SandboxPartner.StartAsync(new SandboxOptions
        {
            Forward = behind.Endpoint,
            Profile = new SandboxProfile(SandboxFault.Retry) { Users = ["bea"] },
        });

        var results = await _caller.ResultsAsync(front.Endpoint, Caller.Body(Caller.Ids(2), "ben", "bea"));

        Assert.Equal([DeliveryStatus.Accepted, DeliveryStatus.Retry], results.Select(result => result.Status));
        Assert.Equal(2, behind.Record.Counts.Envelopes);
    }

    [Fact]
    public async Task Request_ThatIsNoDelivery_PassesAsWell()
    {
        await using var behind = await SandboxPartner.StartAsync(new SandboxOptions());
        await using var front = await SandboxPartner.StartAsync(new SandboxOptions { Forward = behind.Endpoint });

        using var answer = await _caller.PostAsync(new Uri(front.Endpoint, "/elsewhere?a=%2F"), Encoding.UTF8.GetBytes("hello"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(1, behind.Record.Counts.Malformed);
    }

    public void Dispose() => _caller.Dispose();
}
