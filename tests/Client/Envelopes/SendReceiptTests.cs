using System.Text.Json.Nodes;
using Relay.Client.Custody;
using Relay.Client.Envelopes;
using Relay.Client.Tests.Custody;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.Envelopes;

/// <summary>The receipts that come with results; the relay of these tests signs them for what it says it has.</summary>
public sealed class SendReceiptTests : IDisposable
{
    private readonly ReceiptSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public async Task Send_Accepted_ComesWithAReceiptThatHolds()
    {
        await using var relay = await FakeRelay.StartAsync();
        var sent = ReceiptSample.Envelopes(3);
        relay.On(EnvelopeRelay.Target, (context, request) => context.JsonAsync(202, Answer(request, sent, _ => "accepted")));
        using var client = relay.Client();

        var results = await client.SendAsync(sent, TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.Equal(ReceiptSample.At, result.AcceptedAt));
        Assert.All(results, result => Assert.Same(results[0].Receipt, result.Receipt));
        Assert.True(_sample.Verifier.Check(results[0].Receipt!, ReceiptSample.Digests(sent)).IsGood);
    }

    [Fact]
    public async Task Send_SomeNotTaken_OnlyTheOthersHaveTheReceipt()
    {
        await using var relay = await FakeRelay.StartAsync();
        var sent = ReceiptSample.Envelopes(4);
        string Status(string id) => id == sent[1].Id.ToString() ? "refused" : id == sent[2].Id.ToString() ? "duplicate" : "accepted";
        relay.On(EnvelopeRelay.Target, (context, request) => context.JsonAsync(202, Answer(request, sent, Status)));
        using var client = relay.Client();

        var results = await client.SendAsync(sent, TestContext.Current.CancellationToken);

        Assert.Equal([true, false, true, true], results.Select(result => result.Receipt is not null));
        Assert.Equal([sent[0].Id, sent[2].Id, sent[3].Id], results[0].Receipt!.Envelopes);
        Assert.True(_sample.Verifier.Check(results[0].Receipt!, ReceiptSample.Digests(sent)).IsGood);
    }

    [Fact]
    public async Task Send_UnavailableAtFirst_HasTheReceiptOfTheAttemptThatTookIt()
    {
        await using var relay = await FakeRelay.StartAsync();
        var sent = ReceiptSample.Envelopes(2);
        relay.On(EnvelopeRelay.Target, (context, request) => context.JsonAsync(
            202, Answer(request, sent, id => relay.Requests.Count == 1 && id == sent[1].Id.ToString() ? "unavailable" : "accepted")));
        using var client = relay.Client();

        var results = await client.SendAsync(sent, TestContext.Current.CancellationToken);

        Assert.Equal([sent[0].Id], results[0].Receipt!.Envelopes);
        Assert.Equal([sent[1].Id], results[1].Receipt!.Envelopes);
        Assert.All(results, result => Assert.True(_sample.Verifier.Check(result.Receipt!, ReceiptSample.Digests(sent)).IsGood));
    }

    [Fact]
    public async Task Send_AnswerWithoutReceipt_HasNone()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.AcceptEnvelopes();
        using var client = relay.Client();
        var result = Assert.Single(await client.SendAsync(ReceiptSample.Envelopes(1), TestContext.Current.CancellationToken));
        Assert.Null(result.Receipt);
        Assert.Null(result.AcceptedAt);
    }

    [Fact]
    public async Task Send_WhatWentOverTheWire_HasTheDigestsOfTheEnvelopes()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.AcceptEnvelopes();
        using var client = relay.Client();
        var sent = ReceiptSample.Envelopes(9);

        await client.SendAsync(sent, TestContext.Current.CancellationToken);

        var read = EnvelopeDigest.ReadRequest(Assert.Single(relay.Requests).Body);
        Assert.Equal(ReceiptSample.Digests(sent).Select(Text), read.Select(Text));

        static string Text(EnvelopeDigest digest) => $"{digest.Id} {Convert.ToHexString(digest.Content)}";
    }

    private JsonObject Answer(Received request, OutgoingEnvelope[] sent, Func<string, string> status)
    {
        var answer = EnvelopeRelay.Results(request, status);
        var taken = EnvelopeRelay.Ids(request).Where(id => status(id) is "accepted" or "duplicate").ToHashSet();
        var receipt = _sample.Sign([.. sent.Where(envelope => taken.Contains(envelope.Id.ToString()))]);
        answer["acceptedAt"] = "2026-03-01T12:00:00.123Z";
        answer["receipt"] = receipt.Token;
        answer["salt"] = receipt.Salt;
        return answer;
    }
}
