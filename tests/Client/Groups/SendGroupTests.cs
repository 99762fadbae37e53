using System.Text.Json.Nodes;
using Relay.Client.Custody;
using Relay.Client.Envelopes;
using Relay.Client.Groups;
using Relay.Client.Tests.Envelopes;
using Relay.Client.Tests.Support;
using Relay.Signatures.Groups;

namespace Relay.Client.Tests.Groups;

public sealed class SendGroupTests
{
    private const string Target = "POST /v1/group-messages";

    [Theory]
    [InlineData(DeliveryClass.Normal, null)]
    [InlineData(DeliveryClass.Urgent, "urgent")]
    [InlineData(DeliveryClass.Ephemeral, "ephemeral")]
    public async Task SendGroup_Message_IsWrittenAsTheContractSays(DeliveryClass deliveryClass, string? word)
    {
        await using var relay = await FakeRelay.StartAsync();
        var message = GroupSample.Get().ToSend(deliveryClass);
        relay.On(Target, (context, _) => context.JsonAsync(202, Answer(message, _ => "accepted")));
        using var client = relay.Client();

        var results = await client.SendGroupAsync(message, TestContext.Current.CancellationToken);

        Assert.Equal(message.Recipients.Select(to => (to.Partner, to.User, message.EnvelopeId(to), SendStatus.Accepted)), results.Select(one => (one.Partner, one.User, one.Id, one.Status)));
        var request = JsonNode.Parse(Assert.Single(relay.Requests).Body)!;
        Assert.Equal((message.Id, message.MessageId, word, 604_800, 6), ((Guid)request["id"]!, (Guid)request["messageId"]!, (string?)request["class"], (int)request["timeToLiveSeconds"]!, (int)request["type"]!));
        Assert.Equal(message.Recipients.Select(to => to.User), request["recipients"]!.AsArray().Select(to => (string)to!["user"]!));
        Assert.Equal(message.Message.ToArray(), Convert.FromBase64String((string)request["message"]!));
    }

    [Fact]
    public async Task SendGroup_OneUnavailable_SendsTheSameAgain_AndTellsOfEachWhatBecameOfItFirst()
    {
        await using var relay = await FakeRelay.StartAsync();
        var message = GroupSample.Get().ToSend();
        relay.On(Target, (context, _) => context.JsonAsync(202, relay.Requests.Count == 1
            ? Answer(message, i => i == 0 ? "accepted" : i == 1 ? "unavailable" : "refused")
            : Answer(message, i => i == 0 ? "duplicate" : i == 1 ? "accepted" : "refused")));
        using var client = relay.Client();

        var results = await client.SendGroupAsync(message, TestContext.Current.CancellationToken);

        Assert.Equal([SendStatus.Accepted, SendStatus.Accepted, SendStatus.Refused], results.Select(result => result.Status));
        Assert.Equal(2, relay.Requests.Count);
        Assert.Equal(relay.Requests.First().Body, relay.Requests.Last().Body);
        Assert.InRange(Assert.Single(relay.Clock.Waits), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task SendGroup_RelayAway_IsUnavailableForEach()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.Faults.Enqueue(EnvelopeRelay.Status(429, "31"));
        using var client = relay.Client();

        var results = await client.SendGroupAsync(GroupSample.Get().ToSend(), TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.Equal((SendStatus.Unavailable, "throttled"), (result.Status, result.Problem!.Code)));
        Assert.Equal(3, results.Count);
    }

    [Fact]
    public async Task SendGroup_ResultsOfOthers_AreNotBelieved()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On(Target, (context, _) => context.JsonAsync(202, Answer(GroupSample.Get().ToSend(), _ => "accepted")));
        using var client = relay.Client();

        var thrown = await Assert.ThrowsAsync<RelayProblemException>(() => client.SendGroupAsync(GroupSample.Get().ToSend(), TestContext.Current.CancellationToken));

        Assert.Equal(RelayProblemException.UnexpectedAnswer, thrown.Code);
    }

    [Theory]
    [InlineData("One")]
    [InlineData("Several")]
    [InlineData("SeveralByUuid")]
    [InlineData("SomeLeftOut")]
    public async Task Digests_OfTheMessageAndOfItsRequest_AreTheSame(string sample)
    {
        await using var relay = await FakeRelay.StartAsync();
        var message = GroupSample.Get(sample).ToSend(DeliveryClass.Urgent);
        relay.On(Target, (context, _) => context.JsonAsync(202, Answer(message, _ => "accepted")));
        using var client = relay.Client();
        await client.SendGroupAsync(message, TestContext.Current.CancellationToken);

        var read = EnvelopeDigest.ReadRequest(relay.Requests.Single().Body);

        Assert.Equal(message.Recipients.Select(message.EnvelopeId), read.Select(digest => digest.Id));
        Assert.Equal(Texts(EnvelopeDigest.Of(message)), Texts(read));
        Assert.Empty(Texts(read).Intersect(Texts(EnvelopeDigest.Of(message with { Class = DeliveryClass.Normal }))));
    }

    [Fact]
    public void Digests_OfAMessageThatEveryDeviceGets_AreThoseOfTheMessageAlone()
    {
        var message = GroupSample.Get().ToSend() with { Type = (CiphertextType)18 };
        var digests = EnvelopeDigest.Of(message);
        Assert.Equal(3, digests.Count);
        Assert.Single(digests.Select(digest => Convert.ToHexString(digest.Content)).Distinct());
    }

    [Theory]
    [InlineData("""{"id":"0190163d-8694-739b-aea5-966c26f8ad91","messageId":"0190163d-8694-739b-aea5-966c26f8ad91","recipients":[{"partner":"a","user":"b"}],"message":"IgE="}""")]
    [InlineData("""{"id":"0190163d-8694-739b-aea5-966c26f8ad91","recipients":[],"message":"IgE="}""")]
    [InlineData("""{"envelopes":[],"message":"IgE="}""")]
    [InlineData("""{"id":"0190163d-8694-739b-aea5-966c26f8ad91","messageId":"0190163d-8694-739b-aea5-966c26f8ad91","recipients":[null],"message":"IgE="}""")]
    [InlineData("{}")]
    public void ReadRequest_WhatIsNone_IsAFormatFault(string json) =>
        Assert.Throws<FormatException>(() => EnvelopeDigest.ReadRequest(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Of_MessageForOthers_IsAFormatFault()
    {
        var message = GroupSample.Get().ToSend();
        Assert.Throws<FormatException>(() => EnvelopeDigest.Of(message with { Recipients = [message.Recipients[0]] }));
    }

    private static JsonObject Answer(OutgoingGroupMessage message, Func<int, string> status) => new()
    {
        ["results"] = new JsonArray([.. message.Recipients.Select((to, i) =>
        {
            var result = new JsonObject { ["partner"] = to.Partner, ["user"] = to.User, ["id"] = ChildIds.Of(message.Id, to.Partner, to.User), ["status"] = status(i) };
            if (status(i) == "unavailable")
                result["problem"] = new JsonObject { ["code"] = "lane-unavailable", ["retryAfterSeconds"] = 3 };
            return result;
        })]),
    };

    private static List<string> Texts(IEnumerable<EnvelopeDigest> digests) => [.. digests.Select(digest => $"{digest.Id} {Convert.ToHexString(digest.Content)}")];
}
