using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Relay.Client;
using Relay.Client.Envelopes;
using Relay.Client.Operators;
using Relay.Functions.Ledger;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>One envelope of a group message that its partner fails on; and requests that are no group message at all.</summary>
[Collection(SharedStack.Name)]
public sealed class GroupHeldTests(StackFixture fixture) : IDisposable
{
    private readonly HeldRelay _relay = new(fixture.Stack);

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task Envelope_ThatAPartnerFailsOn_IsHeldWithItsSharedPart_AndReplayedWhole()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        var group = new SealedGroup(fixture.Stack, 5_000);
        string[] users = ["ben", "bea", "bob", "bud"];
        foreach (var user in users)
        {
            await b.OptInAsync(user);
            await group.AddAsync(b, user);
        }

        var message = group.From(a, "ana");
        var poison = message.EnvelopeId(new UserAddress(b.Name, "bob"));
        b.Answer = batch => batch.Envelopes.Any(envelope => envelope.Id == poison) ? Results.StatusCode(500) : null;

        await a.Client.SendGroupAsync(message);

        await Eventually.TrueAsync(async () => (await _relay.OfAsync(b)).Count == 1, "the one is held");
        await Eventually.TrueAsync(() => b.Received.Select(envelope => envelope.Id).Distinct().Count() == 3, "the others arrive");
        var held = (await _relay.Operator.ListHeldAsync(new HeldFilter(b.Name))).Held.Single();
        var shown = await _relay.Operator.FindHeldAsync(b.Name, held.Key);
        Assert.Equal((poison, 1 + 48 + 5_000), (held.Id, Assert.Single(shown!.Ciphertexts).Bytes));
        Assert.InRange(held.Bytes, 5_000, 5_300);

        b.Answer = _ => null;
        Assert.Equal(1, (await _relay.Operator.ReplayHeldAsync(new ReplayOrder { Partner = b.Name, All = true })).Replayed);

        await Eventually.TrueAsync(() => b.Received.Any(envelope => envelope.Id == poison), "it arrives when it is replayed");
        Assert.All(b.Received, envelope => Assert.Equal(group.ReceivedBy(envelope.To), Assert.Single(envelope.Ciphertexts).Content));
        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(fixture, a.Name)).Count == 4, "all have ended");
        Assert.All(await Finals.ReadAsync(fixture, a.Name), final => Assert.Equal(FinalState.Delivered, final.State));
    }

    [Theory]
    [InlineData("type", 17, 422, "ciphertext-malformed")]
    [InlineData("type", 18, 422, "ciphertext-malformed")]
    [InlineData("type", 1, 400, "malformed")]
    [InlineData("message", "IgE=", 422, "ciphertext-malformed")]
    [InlineData("recipients", null, 400, "malformed")]
    [InlineData("extra", 1, 400, "malformed")]
    public async Task Request_ThatIsNone_IsRefusedAsAWhole(string member, object? value, int status, string code)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var group = new SealedGroup(fixture.Stack);
        group.Add("nobody-here", "ben", Guid.NewGuid());
        var message = group.From(a, "ana");
        var request = new JsonObject
        {
            ["id"] = message.Id.ToString(),
            ["messageId"] = message.MessageId.ToString(),
            ["from"] = new JsonObject { ["partner"] = a.Name, ["user"] = "ana" },
            ["recipients"] = new JsonArray(new JsonObject { ["partner"] = "nobody-here", ["user"] = "ben" }),
            ["message"] = Convert.ToBase64String(message.Message.Span),
        };
        request[member] = value switch { int number => number, string text => text, _ => null };

        var (actual, body) = await a.CallAsync(fixture.Stack, HttpMethod.Post, "/v1/group-messages", request);

        Assert.Equal((status, code), (actual, (string?)JsonNode.Parse(body)!["code"]));
    }

    [Fact]
    public async Task Stranger_WithOthersDevices_IsAnsweredAsAboutNobody()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben", "some-other-network");
        var group = new SealedGroup(fixture.Stack);
        group.Add(b.Name, "ben", Guid.NewGuid(), (7, 7));
        group.Add(b.Name, "nobody", Guid.NewGuid());

        var results = await a.Client.SendGroupAsync(group.From(a, "ana"));

        Assert.Equal(["not-reachable", "not-reachable"], results.Select(result => result.Problem!.Code));
        Assert.Equal(results[0].Problem, results[1].Problem);
        Assert.All(results, result => Assert.Null(result.Receipt));
    }
}
