using System.Diagnostics;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Webhooks;
using Relay.Functions.Ledger;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A recipient's provider that is away, slow or wrong: nothing is lost, nothing passes anything, everything ends.</summary>
[Collection(SharedStack.Name)]
public sealed class AwayTests(StackFixture fixture)
{
    [Fact]
    public async Task Partner_Down_GetsEverythingInOrderWhenItIsBack()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await b.OptInAsync("bea");
        await b.StopAsync();
        var sent = new List<OutgoingEnvelope>();
        for (var i = 0; i < 30; i++)
        {
            sent.Add(a.Envelope("ana", b, i % 2 == 0 ? "ben" : "bea"));
            Assert.Equal(SendStatus.Accepted, (await a.SendAsync(sent[^1])).Status);
        }

        await Eventually.TrueAsync(() => Parked(b) == sent.Count, "all are parked");
        await b.StartAgainAsync();
        for (var i = 0; i < 10; i++)
        {
            sent.Add(a.Envelope("ana", b, i % 2 == 0 ? "ben" : "bea"));
            await a.SendAsync(sent[^1]);
        }

        await Eventually.TrueAsync(() => b.Received.Count >= sent.Count, "everything arrives");
        foreach (var user in new[] { "ben", "bea" })
            Assert.Equal(sent.Where(e => e.To.User == user).Select(e => e.Id), b.Received.Where(e => e.To.User == user).Select(e => e.Id));
        await Eventually.TrueAsync(() => Parked(b) == 0 && !Lanes(b).Any(), "the lanes are open and nothing is parked");
    }

    [Fact]
    public async Task Partner_AnsweringOne500_HasTheBatchAgain()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var calls = 0;
        b.Answer = _ => Interlocked.Increment(ref calls) == 1 ? Results.StatusCode(500) : null;

        await a.SendAsync(a.Envelope("ana", b, "ben"));

        await Eventually.TrueAsync(() => b.Received.Count == 1, "the envelope arrives");
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Partner_Failing_IsNotCalledInAHotLoop()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var calls = 0;
        var clock = Stopwatch.StartNew();
        b.Answer = _ =>
        {
            Interlocked.Increment(ref calls);
            return Results.StatusCode(503);
        };

        await a.SendAsync(a.Envelope("ana", b, "ben"));
        await Eventually.TrueAsync(() => Volatile.Read(ref calls) >= 4, "it is called again");

        // Probes at 200, 400, 800 ms less a fifth of jitter.
        Assert.True(clock.Elapsed > TimeSpan.FromMilliseconds(1000), $"Four calls in {clock.Elapsed}.");
    }

    [Fact]
    public async Task Envelopes_AnsweredOneByOne_EndOneByOne()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        OutgoingEnvelope[] sent = [.. Enumerable.Range(0, 3).Select(_ => a.Envelope("ana", b, "ben"))];
        var batches = new List<DeliveryBatch>();
        b.Answer = batch =>
        {
            lock (batches)
                batches.Add(batch);
            return batches.Count > 1 ? null : Results.Bytes(
                new DeliveryAnswer([new(sent[0].Id, DeliveryStatus.Accepted), new(sent[1].Id, DeliveryStatus.Refused, "no-such-device"), new(sent[2].Id, DeliveryStatus.Retry)]).ToUtf8(),
                DeliveryAnswer.MediaType);
        };

        await a.Client.SendAsync(sent);

        await Eventually.TrueAsync(() => b.Received.Count == 1, "the third comes again");
        Assert.Equal(sent[2].Id, b.Received[0].Id);
        Assert.NotEqual(batches[0].Batch, batches[1].Batch);
        await Eventually.TrueAsync(async () => (await FinalsAsync(a)).Count == 3, "all have ended");
        Assert.Equal(
            [(sent[0].Id, FinalState.Delivered, null), (sent[1].Id, FinalState.Refused, "no-such-device"), (sent[2].Id, FinalState.Delivered, null)],
            (await FinalsAsync(a)).OrderBy(f => Array.FindIndex(sent, e => e.Id == f.Id)).Select(f => (f.Id, f.State, f.Reason)));
    }

    [Fact]
    public async Task Envelope_InAClaimedBodyAtAPartnerThatFails_ArrivesAndLeavesNoBodyBehind()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben", devices: 5);
        var large = a.Envelope("ana", b, "ben", bytes: 96 * 1024, devices: 5);
        var calls = 0;
        b.Answer = _ => Interlocked.Increment(ref calls) == 1 ? Results.StatusCode(503) : null;

        await a.SendAsync(large);

        await Eventually.TrueAsync(() => b.Received.Count == 1, "it arrives when it is tried again");
        Assert.Equal(large.Ciphertexts.Select(c => c.Content), b.Received[0].Ciphertexts.Select(c => c.Content));
        var bodies = new BlobServiceClient(fixture.Stack.Azurite.ConnectionString).GetBlobContainerClient("bodies");
        await Eventually.TrueAsync(() => !bodies.GetBlobs().Any() && Parked(b) == 0, "the body is removed and nothing is parked");
    }

    [Theory]
    [InlineData(DeliveryClass.Normal, 1, "time-to-live")]
    [InlineData(DeliveryClass.Ephemeral, 3600, "not-delivered-at-once")]
    public async Task Envelope_ThatCannotBeDeliveredInTime_Expires(DeliveryClass deliveryClass, int seconds, string reason)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await b.StopAsync();
        var envelope = a.Envelope("ana", b, "ben", deliveryClass: deliveryClass, seconds: seconds);
        Assert.Equal(SendStatus.Accepted, (await a.SendAsync(envelope)).Status);

        await Eventually.TrueAsync(async () => (await FinalsAsync(a)).Count == 1, "it expires");

        var final = (await FinalsAsync(a))[0];
        Assert.Equal((envelope.Id, FinalState.Expired, reason), (final.Id, final.State, final.Reason));
        await b.StartAgainAsync();
        var marker = a.Envelope("ana", b, "ben");
        await a.SendAsync(marker);
        await Eventually.TrueAsync(() => b.Received.Count > 0, "a later one arrives");
        Assert.Equal(marker.Id, b.Received[0].Id);
    }

    [Fact]
    public async Task Partner_Suspended_IsNotCalledUntilItIsActive()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await b.RegisterAsync(PartnerStatus.Suspended, 1);
        await a.SendAsync(a.Envelope("ana", b, "ben"));
        await Eventually.TrueAsync(() => Parked(b) == 1 || b.Received.Count == 1, "the suspension or the cache decided");

        await b.RegisterAsync(PartnerStatus.Live, 1);

        await Eventually.TrueAsync(() => b.Received.Count == 1, "the envelope arrives");
    }

    [Fact]
    public async Task Answer_TooLongOrNotTheForm_IsAFailureAndTriedAgain()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var calls = 0;
        b.Answer = _ => Interlocked.Increment(ref calls) switch
        {
            1 => Results.Bytes(new byte[1024 * 1024], "application/json"),
            2 => Results.Text("{\"results\":[{\"id\":7}]}", "application/json"),
            3 => Results.Redirect("http://127.0.0.1:1/"),
            _ => null,
        };

        await a.SendAsync(a.Envelope("ana", b, "ben"));

        await Eventually.TrueAsync(() => b.Received.Count == 1, "the envelope arrives in the end");
        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task Log_OfFailuresAndRefusals_NamesNoUser()
    {
        const string Sender = "sender.8d1f0c", Recipient = "recipient.41c7aa";
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync(Sender);
        await b.OptInAsync(Recipient);
        await b.StopAsync();
        await a.SendAsync(a.Envelope(Sender, b, "nobody.77aa01"));
        await a.SendAsync(a.Envelope(Sender, b, Recipient));
        await Eventually.TrueAsync(() => fixture.ProgramOutput.Any(line => line.Contains(b.Name, StringComparison.Ordinal)), "the failure is logged");

        Assert.DoesNotContain(fixture.ProgramOutput, line => line.Contains(Sender, StringComparison.Ordinal) || line.Contains(Recipient, StringComparison.Ordinal) || line.Contains("nobody.77aa01", StringComparison.Ordinal));
    }

    private int Parked(TestPartner partner) =>
        new BlobServiceClient(fixture.Stack.Azurite.ConnectionString).GetBlobContainerClient("parked").GetBlobs(prefix: partner.Name + "/").Count();

    private IEnumerable<TableEntity> Lanes(TestPartner partner) =>
        Table("lanes").Query<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partner.Name}"));

    private async Task<List<FinalEntry>> FinalsAsync(TestPartner sender)
    {
        var ledger = new LedgerStore(Table("ledger"));
        var finals = new List<FinalEntry>();
        var now = DateTimeOffset.UtcNow;
        await foreach (var final in ledger.ReadAsync(sender.Name, now.AddMinutes(-10), now))
            finals.Add(final);

        return finals;
    }

    private TableClient Table(string name) => new TableServiceClient(fixture.Stack.Azurite.ConnectionString).GetTableClient(name);
}
