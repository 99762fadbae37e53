using System.Text.Json.Nodes;
using Relay.Client.States;
using Relay.Client.Tests.Support;

namespace Relay.Client.Tests.States;

public sealed class StateTests
{
    private static readonly Guid Id = Guid.Parse("0190a000-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset At = new(2027, 1, 15, 8, 0, 0, 123, TimeSpan.Zero);

    private const string Receipt =
        """{"id":"0190a000-0000-7000-8000-000000000001","state":"expired","reason":"time-to-live","to":"whatsapp","acceptedAt":"2027-01-15T08:00:00.123+00:00","endedAt":"2027-01-15T08:00:00.123Z","possiblyDelivered":true,"later":1}""";

    [Fact]
    public async Task GetEnvelope_KnownOrNot_IsItsStateOrNull()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On($"GET /v1/envelopes/{Id}", (context, _) => context.TextAsync(200, "application/json", Receipt));
        using var client = relay.Client();

        Assert.Equal(
            new EnvelopeState(Id, EnvelopeStateWords.Expired, "whatsapp", At, At, null, "time-to-live", true),
            await client.GetEnvelopeAsync(Id, TestContext.Current.CancellationToken));
        Assert.Null(await client.GetEnvelopeAsync(Guid.NewGuid(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GetReceipts_FromACursor_SignsItsQueryAndReadsThePage()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("GET /v1/receipts?max=500", (context, _) => context.TextAsync(200, "application/json", """{"cursor":"1.~x-y_z","more":true,"receipts":[]}"""));
        relay.On("GET /v1/receipts?cursor=1.~x-y_z&max=100", (context, _) => context.TextAsync(200, "application/json", $$"""{"cursor":"2","more":false,"receipts":[{{Receipt}}]}"""));
        using var client = relay.Client();

        var first = await client.GetReceiptsAsync(cancellation: TestContext.Current.CancellationToken);
        var second = await client.GetReceiptsAsync(first.Cursor, 100, TestContext.Current.CancellationToken);

        Assert.True(first.More);
        Assert.Equal(new Receipt(Id, "expired", "whatsapp", At, At, "time-to-live", true), Assert.Single(second.Receipts));
    }

    [Fact]
    public async Task Reconcile_Question_IsWrittenAsTheContractSaysAndTheAnswerRead()
    {
        await using var relay = await FakeRelay.StartAsync();
        relay.On("POST /v1/reconcile", (context, _) => context.TextAsync(200, "application/json", """
            {"from":"2027-01-15T08:00:00Z","to":"2027-01-15T08:01:00Z","complete":false,"minutes":[
              {"minute":"2027-01-15T08:00:00Z","count":1,"digest":"abc","missingAtRelay":[{"id":"0190a000-0000-7000-8000-000000000001","state":"pending"}]}]}
            """));
        using var client = relay.Client();
        var from = new DateTimeOffset(2027, 1, 15, 8, 0, 0, TimeSpan.Zero);

        var result = await client.ReconcileAsync(
            new ReconcileQuestion(ReconcileQuestion.Recipient, from, from.AddMinutes(2), "whatsapp") { Buckets = [new MinuteBucket(from, 1, "d")], Ids = [new MinuteIds(from, [Id])] },
            TestContext.Current.CancellationToken);

        var expected = JsonNode.Parse($$"""
            {"role":"recipient","peer":"whatsapp","from":"2027-01-15T08:00:00+00:00","to":"2027-01-15T08:02:00+00:00",
             "buckets":[{"minute":"2027-01-15T08:00:00+00:00","count":1,"digest":"d"}],"ids":[{"minute":"2027-01-15T08:00:00+00:00","ids":["{{Id}}"]}]}
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(relay.Requests.Single().Body)));
        Assert.False(result.Complete);
        Assert.Equal([new ComparedEnvelope(Id, EnvelopeStateWords.Pending)], Assert.Single(result.Minutes).MissingAtRelay);
    }
}
