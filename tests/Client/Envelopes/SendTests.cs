using System.Text.Json.Nodes;
using Relay.Client.Envelopes;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Envelopes;

public sealed class SendTests
{
    [Fact]
    public async Task Send_Envelope_IsWrittenAsTheContractSays()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.AcceptEnvelopes();
        using var client = relay.Client();
        var envelope = EnvelopeRelay.Envelope() with
        {
            Class = DeliveryClass.Urgent,
            TimeToLiveSeconds = 60,
            Ciphertexts = [new DeviceCiphertext(2, 77, CiphertextType.Sealed, [0xFB, 0xFF, 1, 2])],
        };

        var result = Assert.Single(await client.SendAsync([envelope], TestContext.Current.CancellationToken));

        Assert.Equal(new SendResult { Id = envelope.Id, Status = SendStatus.Accepted }, result);
        var request = Assert.Single(relay.Requests);
        Assert.Equal("application/json", request.ContentType);
        var expected = JsonNode.Parse($$"""
            {"envelopes":[{"id":"{{envelope.Id}}","messageId":"{{envelope.MessageId}}",
             "from":{"partner":"instagram","user":"ana"},"to":{"partner":"whatsapp","user":"ben"},
             "class":"urgent","timeToLiveSeconds":60,
             "ciphertexts":[{"device":2,"registrationId":77,"type":6,"content":"+/8BAg=="}]}]}
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(request.Body)));
        Assert.Equal(7, envelope.Id.Version);
    }

    [Fact]
    public async Task Send_NamesThatNeedEscapes_AreWrittenWhole()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.AcceptEnvelopes();
        using var client = relay.Client();
        var name = new string('é', 100) + "\"\\\u0001";
        var envelopes = EnvelopeRelay.Many(100).Select(envelope => envelope with { To = new UserAddress(name, name) }).ToArray();

        await client.SendAsync(envelopes, TestContext.Current.CancellationToken);

        var sent = JsonNode.Parse(Assert.Single(relay.Requests).Body)!["envelopes"]!.AsArray();
        Assert.All(sent, envelope => Assert.Equal(name, (string?)envelope!["to"]!["user"]));
    }

    [Fact]
    public async Task Send_Nothing_SendsNothing()
    {
        await using var relay = await FakeRelay.StartAsync();
        using var client = relay.Client();
        Assert.Empty(await client.SendAsync([], TestContext.Current.CancellationToken));
        Assert.Empty(relay.Requests);
    }

    [Fact]
    public async Task Send_MoreThanAHundred_SplitsInOrder()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.AcceptEnvelopes();
        using var client = relay.Client();
        var envelopes = EnvelopeRelay.Many(250);

        var results = await client.SendAsync(envelopes, TestContext.Current.CancellationToken);

        Assert.Equal([100, 100, 50], relay.Requests.Select(request => EnvelopeRelay.Ids(request).Count));
        Assert.Equal(envelopes.Select(e => e.Id.ToString()), relay.Requests.SelectMany(EnvelopeRelay.Ids));
        Assert.Equal(envelopes.Select(e => e.Id), results.Select(result => result.Id));
    }

    [Fact]
    public async Task Send_LargeEnvelopes_SplitsBelow16MiB()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.AcceptEnvelopes();
        using var client = relay.Client();
        var envelopes = Enumerable.Range(0, 7).Select(_ => EnvelopeRelay.Envelope(96 * 1024, 20)).ToArray();

        var results = await client.SendAsync(envelopes, TestContext.Current.CancellationToken);

        Assert.Equal(7, results.Count(result => result.Status == SendStatus.Accepted));
        Assert.Equal([6, 1], relay.Requests.Select(request => EnvelopeRelay.Ids(request).Count));
        Assert.All(relay.Requests, request => Assert.InRange(request.Body.Length, 1, 16 * 1024 * 1024));
    }

    [Fact]
    public async Task Send_SomeRefused_KeepsTheProblems()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On(EnvelopeRelay.Target, (context, request) =>
        {
            var answer = EnvelopeRelay.Results(request, _ => "accepted");
            var second = answer["results"]![1]!.AsObject();
            second["status"] = "refused";
            second["problem"] = new JsonObject { ["code"] = "not-reachable", ["title"] = "No.", ["limit"] = 20 };
            return context.JsonAsync(202, answer);
        });
        using var client = relay.Client();

        var results = await client.SendAsync(EnvelopeRelay.Many(3), TestContext.Current.CancellationToken);

        Assert.Equal([SendStatus.Accepted, SendStatus.Refused, SendStatus.Accepted], results.Select(result => result.Status));
        Assert.Equal("not-reachable", results[1].Problem!.Code);
        Assert.Equal("20", results[1].Problem!.Limit);
        Assert.Single(relay.Requests);
    }

    [Theory]
    [InlineData(400, "malformed")]
    [InlineData(401, "signature-invalid")]
    [InlineData(403, "partner-suspended")]
    [InlineData(413, "too-large")]
    public async Task Send_RequestRefused_ThrowsTheProblem(int status, string code)
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On(EnvelopeRelay.Target, (context, _) => context.ProblemAsync(
            status, code, "No.", new JsonObject { ["field"] = "envelopes[0].id", ["rule"] = "uuid-v7", ["limit"] = "24 h", ["detail"] = "Why." }));
        using var client = relay.Client();

        var problem = await Assert.ThrowsAsync<RelayProblemException>(
            () => client.SendAsync(EnvelopeRelay.Many(1), TestContext.Current.CancellationToken));

        Assert.Equal((code, status, "envelopes[0].id", "uuid-v7", "24 h"), (problem.Code, problem.Status, problem.Field, problem.Rule, problem.Limit));
        Assert.Single(relay.Requests);
    }

    [Theory]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":[{"id":"01900000-0000-7000-8000-000000000000","status":"accepted"}]}""")]
    [InlineData("""{"results":[{"id":"01900000-0000-7000-8000-000000000000"}]}""")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("<html>")]
    public async Task Send_AnswerOutsideTheContract_Throws(string answer)
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On(EnvelopeRelay.Target, (context, _) => context.TextAsync(202, "application/json", answer));
        using var client = relay.Client();
        var problem = await Assert.ThrowsAsync<RelayProblemException>(
            () => client.SendAsync(EnvelopeRelay.Many(1), TestContext.Current.CancellationToken));
        Assert.Equal(RelayProblemException.UnexpectedAnswer, problem.Code);
    }
}
