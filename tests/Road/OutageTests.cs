using System.Diagnostics;
using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Parts of the relay that are killed or stopped while envelopes are under way. Each test has a relay of its own.</summary>
public sealed class OutageTests : StackFixture
{
    [Fact]
    public async Task Program_Killed_LosesNothingThatWasAccepted()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var accepted = new List<Guid>();
        for (var i = 0; i < 120; i++)
        {
            if (i is 30 or 60)
                Process.GetProcessById(Stack.Host.ProgramId).Kill();

            var envelope = a.Envelope("ana", b, "ben");
            await Eventually.TrueAsync(async () => (await a.SendAsync(envelope)).Status is SendStatus.Accepted or SendStatus.Duplicate, "the envelope is accepted in the end");
            accepted.Add(envelope.Id);
        }

        await Eventually.TrueAsync(() => accepted.All(id => b.Received.Any(e => e.Id == id)), "everything accepted arrives");
        Assert.Equal(accepted, b.Received.Select(e => e.Id).Distinct());
    }

    [Fact]
    public async Task Request_RetriedAtAProgramThatHasForgottenIt_IsDroppedByTheQueue()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var envelope = a.Envelope("ana", b, "ben");
        await a.SendAsync(envelope);
        // When the next of the lane arrives, this one is settled: a kill cannot bring it again.
        await a.SendAsync(a.Envelope("ana", b, "ben"));
        await Eventually.TrueAsync(() => b.Received.Count == 2, "both arrive");
        Process.GetProcessById(Stack.Host.ProgramId).Kill();

        await Eventually.TrueAsync(async () => (await a.SendAsync(envelope)).Status == SendStatus.Accepted, "the retry is accepted");
        var marker = a.Envelope("ana", b, "ben");
        await a.SendAsync(marker);

        await Eventually.TrueAsync(() => b.Received.Any(e => e.Id == marker.Id), "the later one arrives");
        Assert.Single(b.Received, e => e.Id == envelope.Id);
    }

    [Fact]
    public async Task Queue_Stopped_IsAnsweredUnavailable_AndWorksAgainWhenItIsBack()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await Stack.StopBusAsync();
        var envelope = a.Envelope("ana", b, "ben");

        var result = await a.SendAsync(envelope);
        await Stack.StartBusAsync();

        Assert.Equal(SendStatus.Unavailable, result.Status);
        Assert.Equal("lane-unavailable", result.Problem!.Code);
        await Eventually.TrueAsync(async () => (await a.SendAsync(envelope)).Status is SendStatus.Accepted, "the retry is accepted");
        await Eventually.TrueAsync(() => b.Received.Count == 1, "it arrives");
    }

    [Fact]
    public async Task Storage_StoppedWhileEnvelopesAreQueued_HoldsThemAndLosesNothing()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var first = a.Envelope("ana", b, "ben");
        await a.SendAsync(first);
        await Eventually.TrueAsync(() => b.Received.Count == 1, "the first arrives");

        await Stack.StopStorageAsync();
        var second = a.Envelope("ana", b, "ben");
        await a.SendAsync(second);
        var stranger = await a.SendAsync(a.Envelope("somebody", b, "who.is.not.cached"));
        await Stack.StartStorageAsync();

        Assert.Equal((SendStatus.Unavailable, "store-unavailable"), (stranger.Status, stranger.Problem!.Code));

        await Eventually.TrueAsync(async () => (await a.SendAsync(second)).Status is SendStatus.Accepted or SendStatus.Duplicate, "the second is accepted in the end");
        await Eventually.TrueAsync(() => b.Received.Any(e => e.Id == second.Id), "the second arrives");
    }

    [Fact]
    public async Task Stack_StoppedAndStarted_KeepsWhatWasParked()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await b.StopAsync();
        OutgoingEnvelope[] sent = [.. Enumerable.Range(0, 5).Select(_ => a.Envelope("ana", b, "ben"))];
        foreach (var envelope in sent)
            await a.SendAsync(envelope);

        await Stack.StopBusAsync();
        await Stack.StartBusAsync();
        await b.StartAgainAsync();

        await Eventually.TrueAsync(() => Array.TrueForAll(sent, e => b.Received.Any(r => r.Id == e.Id)), "everything arrives");
        Assert.Equal(sent.Select(e => e.Id), b.Received.Select(e => e.Id).Distinct());
    }
}
