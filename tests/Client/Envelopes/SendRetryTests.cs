using System.Text.Json.Nodes;
using Relay.Client.Envelopes;
using Relay.Client.Tests.Support;
using Relay.Signatures;

namespace Relay.Client.Tests.Envelopes;

public sealed class SendRetryTests
{
    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Send_TransientStatus_SendsTheSameIdsWithAnotherNonce(int status)
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.AcceptEnvelopes();
        relay.Faults.Enqueue(EnvelopeRelay.Status(status));
        using var client = relay.Client();

        var results = await client.SendAsync(EnvelopeRelay.Many(3), TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.Equal(SendStatus.Accepted, result.Status));
        Assert.Equal(2, relay.Requests.Count);
        Assert.Equal(EnvelopeRelay.Ids(relay.Requests.First()), EnvelopeRelay.Ids(relay.Requests.Last()));
        Assert.NotEqual(relay.Requests.First().Nonce, relay.Requests.Last().Nonce);
        Assert.InRange(Assert.Single(relay.Clock.Waits), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Send_AnswerLost_SecondAttemptIsDuplicate()
    {
        await using var relay = await FakeRelay.StartAsync();
        var seen = new HashSet<string>();
        relay.On(EnvelopeRelay.Target, (context, request) =>
        {
            var answer = EnvelopeRelay.Results(request, id => seen.Add(id) ? "accepted" : "duplicate");
            if (relay.Requests.Count > 1)
                return context.JsonAsync(202, answer);
            context.Abort();
            return Task.CompletedTask;
        });
        using var client = relay.Client();

        var results = await client.SendAsync(EnvelopeRelay.Many(2), TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.Equal(SendStatus.Duplicate, result.Status));
    }

    [Fact]
    public async Task Send_OneOfAMessageUnavailable_SendsTheWholeMessageAgainAndKeepsTheFirstAnswers()
    {
        await using var relay = await FakeRelay.StartAsync();
        var envelopes = EnvelopeRelay.Many(4);
        envelopes[2] = envelopes[2] with { MessageId = envelopes[1].MessageId };
        var seen = new HashSet<string>();
        relay.On(EnvelopeRelay.Target, (context, request) =>
        {
            var isFirst = relay.Requests.Count == 1;
            return context.JsonAsync(202, EnvelopeRelay.Results(
                request, id => isFirst && id == envelopes[2].Id.ToString() ? "unavailable" : seen.Add(id) ? "accepted" : "duplicate"));
        });
        using var client = relay.Client();

        var results = await client.SendAsync(envelopes, TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.Equal(SendStatus.Accepted, result.Status));
        Assert.Equal([envelopes[1].Id.ToString(), envelopes[2].Id.ToString()], EnvelopeRelay.Ids(relay.Requests.Last()));
    }

    [Fact]
    public async Task Send_MoreThanOneRequestTakes_KeepsAMessageTogether()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.AcceptEnvelopes();
        var envelopes = EnvelopeRelay.Many(102);
        envelopes[100] = envelopes[100] with { MessageId = envelopes[98].MessageId };
        envelopes[99] = envelopes[99] with { MessageId = envelopes[98].MessageId };
        using var client = relay.Client();

        var results = await client.SendAsync(envelopes, TestContext.Current.CancellationToken);

        Assert.Equal(envelopes.Select(envelope => envelope.Id), results.Select(result => result.Id));
        Assert.Equal([98, 4], relay.Requests.Select(request => EnvelopeRelay.Ids(request).Count));
    }

    [Fact]
    public async Task Send_RetryAfterInSeconds_IsWaitedFor()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.AcceptEnvelopes();
        relay.Faults.Enqueue(EnvelopeRelay.Status(429, "7"));
        using var client = relay.Client();
        await client.SendAsync(EnvelopeRelay.Many(1), TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.Single(relay.Clock.Waits));
    }

    [Fact]
    public async Task Send_RetryAfterAsDate_IsWaitedFor()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.AcceptEnvelopes();
        relay.Faults.Enqueue(EnvelopeRelay.Status(503, relay.Clock.GetUtcNow().AddSeconds(9).ToString("R")));
        using var client = relay.Client();
        await client.SendAsync(EnvelopeRelay.Many(1), TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(9), Assert.Single(relay.Clock.Waits));
    }

    [Fact]
    public async Task Send_RetryAfterBeyondTheBound_IsLeftToTheCaller()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.Faults.Enqueue(EnvelopeRelay.Status(429, "31"));
        using var client = relay.Client();

        var result = Assert.Single(await client.SendAsync(EnvelopeRelay.Many(1), TestContext.Current.CancellationToken));

        Assert.Equal((SendStatus.Unavailable, 31, "throttled"), (result.Status, result.RetryAfterSeconds, result.Problem!.Code));
        Assert.Single(relay.Requests);
    }

    [Fact]
    public async Task Send_SomeUnavailable_SendsOnlyThoseAgain()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On(EnvelopeRelay.Target, (context, request) =>
        {
            var answer = EnvelopeRelay.Results(request, _ => "accepted");
            if (relay.Requests.Count == 1)
            {
                foreach (var i in new[] { 0, 2 })
                {
                    answer["results"]![i]!["status"] = "unavailable";
                    answer["results"]![i]!["problem"] = new JsonObject { ["code"] = "lane-unavailable", ["retryAfterSeconds"] = 3 + i };
                }
            }

            return context.JsonAsync(202, answer);
        });
        using var client = relay.Client();
        var envelopes = EnvelopeRelay.Many(4);

        var results = await client.SendAsync(envelopes, TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.Equal(SendStatus.Accepted, result.Status));
        Assert.Equal(envelopes.Select(e => e.Id), results.Select(result => result.Id));
        Assert.Equal([$"{envelopes[0].Id}", $"{envelopes[2].Id}"], EnvelopeRelay.Ids(relay.Requests.Last()));
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(relay.Clock.Waits));
    }

    [Fact]
    public async Task Send_AttemptsRunOut_Unavailable()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On(EnvelopeRelay.Target, (context, _) => context.TextAsync(502, "text/html", "<html>"));
        using var client = relay.Client(mostAttempts: 3);

        var results = await client.SendAsync(EnvelopeRelay.Many(2), TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.Equal((SendStatus.Unavailable, "unexpected-answer"), (result.Status, result.Problem!.Code)));
        Assert.Equal(3, relay.Requests.Count);
        Assert.Equal(2, relay.Clock.Waits.Count);
    }

    [Fact]
    public async Task Send_NobodyListens_Unavailable()
    {
        var relay = await FakeRelay.StartAsync();
        await relay.DisposeAsync();
        using var key = SigningKey.CreateEd25519("instagram-2");
        using var client = new RelayClient(new RelayClientOptions { Address = relay.Address, Authority = "a", Key = key, Clock = relay.Clock });

        var result = Assert.Single(await client.SendAsync(EnvelopeRelay.Many(1), TestContext.Current.CancellationToken));

        Assert.Equal(SendStatus.Unavailable, result.Status);
        Assert.Null(result.Problem!.Status);
    }

    [Fact]
    public async Task Send_Cancelled_Throws()
    {
        await using var relay = await FakeRelay.StartAsync();
        using var stop = new CancellationTokenSource();
        relay.On(EnvelopeRelay.Target, async (context, _) =>
        {
            await stop.CancelAsync();
            await context.TextAsync(503, "text/plain", "late");
        });
        using var client = relay.Client();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SendAsync(EnvelopeRelay.Many(1), stop.Token));
    }
}
