using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Relay.Client;
using Relay.Client.Envelopes;
using Relay.Client.States;
using Relay.Client.Webhooks;
using Relay.Functions.Ledger;
using Relay.Functions.Queue;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>What a sender learns of how its envelopes ended, over the real stack.</summary>
[Collection(SharedStack.Name)]
public sealed class FinalStateTests(StackFixture fixture)
{
    [Fact]
    public async Task Sender_LearnsEveryEnd_ByWebhookByCursorAndById()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var (taken, refused) = (a.Envelope("ana", b, "ben"), a.Envelope("ana", b, "ben"));
        b.Answer = batch => Results.Bytes(
            new DeliveryAnswer([.. batch.Envelopes.Select(e => e.Id == refused.Id ? new DeliveryResult(e.Id, DeliveryStatus.Refused, "no-such-device") : new DeliveryResult(e.Id, DeliveryStatus.Accepted))]).ToUtf8(),
            DeliveryAnswer.MediaType);

        Assert.All(await a.Client.SendAsync([taken, refused]), result => Assert.Equal(SendStatus.Accepted, result.Status));

        await Eventually.TrueAsync(() => Receipts(a).Count >= 2, "the receipts are posted");
        Assert.Equal(EnvelopeStateWords.Delivered, Receipts(a).Single(one => one.Id == taken.Id).State);
        var receipt = Receipts(a).Single(one => one.Id == refused.Id);
        Assert.Equal((EnvelopeStateWords.Refused, "no-such-device", b.Name, false), (receipt.State, receipt.Reason, receipt.To, receipt.PossiblyDelivered));
        Assert.InRange(receipt.EndedAt - receipt.AcceptedAt, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(0, a.Forged);

        Assert.Equal(
            new EnvelopeState(refused.Id, receipt.State, b.Name, receipt.AcceptedAt, receipt.EndedAt, null, receipt.Reason),
            await a.Client.GetEnvelopeAsync(refused.Id));
        var page = await a.Client.GetReceiptsAsync();
        Assert.Equal(Receipts(a).OrderBy(one => one.Id), page.Receipts.OrderBy(one => one.Id));
        Assert.Empty((await a.Client.GetReceiptsAsync(page.Cursor)).Receipts);
    }

    [Fact]
    public async Task State_OfAnUnknownOrForeignEnvelope_IsTheSameAnswer()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var id = await EndAsync(a, b, DateTimeOffset.UtcNow.AddMinutes(-5));

        var (foreignStatus, foreign, _) = await RawCall.SendAsync(RawCall.Signed(fixture.Stack, b.Key, HttpMethod.Get, $"/v1/envelopes/{id}", []));
        var (unknownStatus, unknown, _) = await RawCall.SendAsync(RawCall.Signed(fixture.Stack, b.Key, HttpMethod.Get, $"/v1/envelopes/{Guid.CreateVersion7()}", []));

        Assert.NotNull(await a.Client.GetEnvelopeAsync(id));
        Assert.Equal((404, 404), (foreignStatus, unknownStatus));
        Assert.Equal(unknown, foreign);
    }

    [Fact]
    public async Task EventsEndpoint_ThatDoesNotAnswer_DelaysNoOtherAndLosesNothing()
    {
        await using var dead = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var back = new TaskCompletionSource();
        dead.AnswerNotice = async _ =>
        {
            await back.Task;
            return null;
        };
        var lost = await EndAsync(dead, b, DateTimeOffset.UtcNow);

        for (var i = 0; i < 3; i++)
        {
            var id = await EndAsync(a, b, DateTimeOffset.UtcNow);
            await Eventually.TrueAsync(() => Receipts(a).Any(one => one.Id == id), "the other's receipts come");
        }

        Assert.Empty(dead.Notices);
        back.SetResult();
        await Eventually.TrueAsync(() => Receipts(dead).Any(one => one.Id == lost), "its own come when it answers");
    }

    [Fact]
    public async Task EventsEndpoint_ThatFailsAndComesBack_GetsEverythingAtLeastOnce()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var calls = 0;
        a.AnswerNotice = _ => Task.FromResult(Interlocked.Increment(ref calls) <= 2 ? Results.StatusCode(503) : null);

        var ids = new List<Guid> { await EndAsync(a, b, DateTimeOffset.UtcNow), await EndAsync(a, b, DateTimeOffset.UtcNow.AddMinutes(-3)) };

        await Eventually.TrueAsync(() => ids.TrueForAll(id => Receipts(a).Any(one => one.Id == id)), "all receipts come");
        Assert.True(calls >= 3);
    }

    [Fact]
    public async Task Reconcile_BothWays_FindsWhatOneSideLacks()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var minute = Minute(DateTimeOffset.UtcNow.AddMinutes(-10));
        List<Guid> ids = [await EndAsync(a, b, minute.AddSeconds(3)), await EndAsync(a, b, minute.AddSeconds(4)), await EndAsync(a, b, minute.AddSeconds(59.9))];
        var later = await EndAsync(a, b, minute.AddSeconds(60));
        var asSender = new ReconcileQuestion(ReconcileQuestion.Sender, minute, minute.AddMinutes(5));
        var asRecipient = asSender with { Role = ReconcileQuestion.Recipient, Peer = a.Name };
        MinuteBucket[] all = [MinuteBucket.Of(minute, ids), MinuteBucket.Of(minute.AddMinutes(1), [later])];

        Assert.Empty((await a.Client.ReconcileAsync(asSender with { Buckets = all })).Minutes);
        Assert.Empty((await b.Client.ReconcileAsync(asRecipient with { Buckets = all })).Minutes);

        var differing = Assert.Single((await b.Client.ReconcileAsync(asRecipient with { Buckets = [MinuteBucket.Of(minute, ids[1..]), all[1]] })).Minutes);
        Assert.Equal((minute, all[0].Digest), (differing.Minute, differing.Digest));
        Assert.Equal(ids.Order(), differing.Ids!.Select(one => one.Id).Order());

        var neverEnded = Guid.CreateVersion7(minute);
        var named = Assert.Single((await a.Client.ReconcileAsync(asSender with { Buckets = all, Ids = [new MinuteIds(minute, [.. ids[..2], neverEnded])] })).Minutes);
        Assert.Equal([ids[2]], named.MissingAtPartner!.Select(one => one.Id));
        Assert.Equal([new ComparedEnvelope(neverEnded, EnvelopeStateWords.Pending)], named.MissingAtRelay);

        Assert.Empty((await b.Client.ReconcileAsync(asSender)).Minutes); // b has sent nothing, and sees nothing of a's as a sender
    }

    [Theory]
    [InlineData("yesterday", 500, "cursor")]
    [InlineData(null, 99, "max")]
    [InlineData(null, 1001, "max")]
    [InlineData(null, -1, "max")]
    public async Task Receipts_OutsideTheRules_NameTheParameter(string? cursor, int most, string field)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);

        var problem = await Assert.ThrowsAsync<RelayProblemException>(() => a.Client.GetReceiptsAsync(cursor, most));

        Assert.Equal((400, "malformed", field), (problem.Status, problem.Code, problem.Field));
    }

    [Fact]
    public async Task Ledger_OverTheRealTable_MergesSweepsAndFindsEarlierEnds()
    {
        var ledger = Ledger();
        var sender = $"s-{Guid.NewGuid().ToString("N")[..8]}";
        var head = Head(sender, "whatsapp", DateTimeOffset.UtcNow.AddDays(-40), "batch");
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7(head.AcceptedAt)).ToList();

        // All at once, each id with two different ends: one of each stands.
        await Task.WhenAll(ids.SelectMany(id => new[] { FinalState.Delivered, FinalState.Expired }.Select(
            state => ledger.WriteAsync(head, [new FinalEntry(id, state)], CancellationToken.None))));

        var found = await ledger.FindBatchAsync(head with { Batch = "batch.3" }, CancellationToken.None);
        Assert.Equal(ids.Order(), found.Keys.Order());
        var again = head with { Batch = "other", AcceptedAt = head.AcceptedAt.AddSeconds(20) };
        Assert.Equal(found, await ledger.FindOthersAsync(again, ids, CancellationToken.None));
        Assert.Empty(await ledger.FindOthersAsync(again with { Lane = again.Lane with { Number = 2 } }, ids, CancellationToken.None));
        await ledger.SweepAsync(DateTimeOffset.UtcNow.AddDays(-1), CancellationToken.None);
        Assert.Equal(20, (await ledger.FindBatchAsync(head, CancellationToken.None)).Count); // accepted long ago, ended just now
        await ledger.SweepAsync(DateTimeOffset.UtcNow.AddDays(1), CancellationToken.None);
        Assert.Empty(await ledger.FindBatchAsync(head, CancellationToken.None));
    }

    [Fact]
    public async Task Ledger_WrittenByManyAtOnce_GroupsThemAndKeepsEach()
    {
        var ledger = Ledger();
        var sender = $"s-{Guid.NewGuid().ToString("N")[..8]}";
        var acceptedAt = DateTimeOffset.UtcNow;
        var heads = Enumerable.Range(0, 250).Select(i => Head(sender, "whatsapp", acceptedAt, $"batch-{i % 200}")).ToList(); // some of them twice

        await Task.WhenAll(heads.Select((head, i) => ledger.WriteAsync(head, [new FinalEntry(Guid.CreateVersion7(acceptedAt), FinalState.Delivered, $"n-{i}")], CancellationToken.None)));

        var count = 0;
        await foreach (var final in ledger.ReadAsync(sender, acceptedAt, acceptedAt))
            count++;
        Assert.Equal(250, count);
    }

    private static List<Receipt> Receipts(TestPartner partner) => [.. partner.Notices.SelectMany(notice => notice.Receipts ?? []).DistinctBy(one => one.Id)];

    private static DateTimeOffset Minute(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private static PackedHead Head(string sender, string recipient, DateTimeOffset acceptedAt, string batch) =>
        new(PackedKind.Envelopes, new Lane(EnvelopeClass.Normal, 1, recipient, 1), sender, acceptedAt, batch, 0);

    private async Task<Guid> EndAsync(TestPartner from, TestPartner to, DateTimeOffset acceptedAt)
    {
        var id = Guid.CreateVersion7(acceptedAt);
        await Ledger().WriteAsync(Head(from.Name, to.Name, acceptedAt, id.ToString("N")), [new FinalEntry(id, FinalState.Delivered)], CancellationToken.None);
        return id;
    }

    private LedgerStore Ledger() => new(new TableServiceClient(fixture.Stack.Azurite.ConnectionString).GetTableClient("ledger"));
}
