using System.Diagnostics;
using Relay.Client;
using Relay.Client.Operators;
using Relay.Functions.Ledger;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>The operator's API of held envelopes over a running relay.</summary>
[Collection(SharedStack.Name)]
public sealed class HeldTests(StackFixture fixture) : IDisposable
{
    private readonly HeldRelay _relay = new(fixture.Stack);

    public void Dispose() => _relay.Dispose();

    [Theory]
    [InlineData(300)]
    [InlineData(400_000)] // too large for a queue message: it goes by claim check
    public async Task Replay_All_DeliversInOrder_AndHoldsNothingAnyMore(int bytes)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var held = await _relay.HoldAsync(a, b, count: 3, bytes: bytes);

        var step = await _relay.Operator.ReplayHeldAsync(new ReplayOrder { Partner = b.Name, All = true });

        Assert.Equal(new ReplayStep(3, 0, 0, 0), step);
        Assert.Empty(await _relay.OfAsync(b));
        await Eventually.TrueAsync(() => b.Received.Count == 3, "all arrive");
        Assert.Equal(held.Select(one => one.Envelope.Id), b.Received.Select(envelope => envelope.Id));
        Assert.All(b.Received, envelope => Assert.Equal((a.Name, "ben.the.recipient"), (envelope.From.Partner, envelope.To.User)));
        foreach (var (head, envelope) in held)
            await Eventually.TrueAsync(async () => await _relay.EndAsync(head, envelope.Id) is { State: FinalState.Delivered }, "it has ended as delivered, in its own batch");
    }

    [Fact]
    public async Task Replay_ByKeyAndBySender_SendsThoseAlone()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await using var c = await TestPartner.StartAsync(fixture.Stack);
        var fromA = await _relay.HoldAsync(a, b, count: 2);
        var fromC = await _relay.HoldAsync(c, b, count: 2);
        var first = (await _relay.OfAsync(b))[0];

        Assert.Equal(1, (await _relay.Operator.ReplayHeldAsync(new ReplayOrder { Partner = b.Name, Keys = [first.Key] })).Replayed);
        Assert.Equal(2, (await _relay.Operator.ReplayHeldAsync(new ReplayOrder { Partner = b.Name, Sender = c.Name })).Replayed);

        await Eventually.TrueAsync(() => b.Received.Count == 3, "those arrive");
        Assert.Equal([fromA[0].Envelope.Id, .. fromC.Select(one => one.Envelope.Id)], b.Received.Select(envelope => envelope.Id));
        Assert.Equal(fromA[1].Envelope.Id, Assert.Single(await _relay.OfAsync(b)).Id);
    }

    [Fact]
    public async Task Replay_DryRun_TellsWhatItWouldDo_AndDoesNothing()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await _relay.HoldAsync(a, b, count: 2);
        var over = await _relay.HoldAsync(a, b, seconds: 0);

        var step = await _relay.Operator.ReplayHeldAsync(new ReplayOrder { Partner = b.Name, All = true, DryRun = true });

        Assert.Equal(new ReplayStep(2, 1, 0, 3), step);
        Assert.Equal(3, (await _relay.OfAsync(b)).Count);
        Assert.Null(await _relay.EndAsync(over[0].Head, over[0].Envelope.Id));
    }

    [Fact]
    public async Task Replay_OfWhatHasExpired_EndsItAsExpired_AndDeliversNothing()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var (head, envelope) = (await _relay.HoldAsync(a, b, seconds: 0, inDoubt: true))[0];
        var alive = await _relay.HoldAsync(a, b);

        var step = await _relay.Operator.ReplayHeldAsync(new ReplayOrder { Partner = b.Name, All = true });

        Assert.Equal(new ReplayStep(1, 1, 0, 0), step);
        var final = await _relay.EndAsync(head, envelope.Id);
        Assert.Equal((FinalState.Expired, "time-to-live", true), (final!.Value.State, final.Value.Reason, final.Value.PossiblyDelivered));
        await Eventually.TrueAsync(() => b.Received.Count == 1, "the other arrives");
        Assert.Equal(alive[0].Envelope.Id, b.Received[0].Id);
    }

    [Fact]
    public async Task Replay_AtARate_TakesItsTime_AndGoesOnFromCallToCall()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await _relay.HoldAsync(a, b, count: 9);
        var order = new ReplayOrder { Partner = b.Name, All = true, PerSecond = 5, Max = 4 };

        var clock = Stopwatch.StartNew();
        var steps = new List<ReplayStep>();
        do
            steps.Add(await _relay.Operator.ReplayHeldAsync(order with { Cursor = steps.LastOrDefault()?.Cursor }));
        while (steps[^1].Cursor is not null);

        // Nine turns of a fifth of a second, the first at once.
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(1.5), $"it took {clock.Elapsed}");
        Assert.Equal([(4, 5), (4, 1), (1, 0)], steps.Select(step => (step.Replayed, step.Remaining)));
        await Eventually.TrueAsync(() => b.Received.Count == 9, "all arrive");
    }

    [Fact]
    public async Task Replay_CutOffInTheMiddle_LosesNothing_AndTheNextCallGoesOn()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var held = await _relay.HoldAsync(a, b, count: 12);
        using var cut = new CancellationTokenSource();
        var first = _relay.Operator.ReplayHeldAsync(new ReplayOrder { Partner = b.Name, All = true, PerSecond = 4 }, cut.Token);
        await Eventually.TrueAsync(() => b.Received.Count >= 2, "the replay is under way");

        await cut.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        // The first call ends by itself after the envelope at hand; the second would otherwise share the work with it.
        var left = (await _relay.OfAsync(b)).Count;
        await Eventually.TrueAsync(
            async () => (await _relay.Operator.ReplayHeldAsync(new ReplayOrder { Partner = b.Name, All = true })).Remaining == 0, "the rest is sent");

        Assert.InRange(left, 1, 10);
        await Eventually.TrueAsync(() => held.All(one => b.Received.Any(envelope => envelope.Id == one.Envelope.Id)), "all arrive");
        Assert.Empty(await _relay.OfAsync(b));
    }

    [Fact]
    public async Task Replay_ThatThePartnerFailsOnAgain_IsNotSentASecondTimeByTheSameReplay()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await _relay.HoldAsync(a, b, count: 2);
        var first = await _relay.Operator.ReplayHeldAsync(new ReplayOrder { Partner = b.Name, All = true, Max = 1 });

        var (head, envelope) = HeldSamples.Create(b.Name, a.Name);
        await _relay.Store.HoldAsync(head with { Replayed = true, Number = 1 }, envelope, Functions.Held.HeldReason.Rejected, 3, CancellationToken.None);
        var second = await _relay.Operator.ReplayHeldAsync(new ReplayOrder { Partner = b.Name, All = true, Cursor = first.Cursor });

        Assert.Equal((1, 0, null), (second.Replayed, second.Remaining, second.Cursor));
        Assert.Equal(envelope.Id, Assert.Single(await _relay.OfAsync(b)).Id);
    }

    [Fact]
    public async Task Refuse_EndsIt_AndTheSecondFindsNothing()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var (head, envelope) = (await _relay.HoldAsync(a, b))[0];
        var key = (await _relay.OfAsync(b))[0].Key;

        Assert.Equal("refused", (await _relay.Operator.RefuseHeldAsync(b.Name, key))!.State);

        Assert.Null(await _relay.Operator.RefuseHeldAsync(b.Name, key));
        var final = await _relay.EndAsync(head, envelope.Id);
        Assert.Equal((FinalState.Refused, "operator"), (final!.Value.State, final.Value.Reason));
        Assert.Empty(await _relay.OfAsync(b));
    }

    [Fact]
    public async Task Sweep_EndsWhatHasExpired_AndNothingElse()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var (head, envelope) = (await _relay.HoldAsync(a, b, seconds: 0))[0];
        var alive = (await _relay.HoldAsync(a, b))[0];

        await _relay.InvokeAsync("SweepStores");

        Assert.Equal(FinalState.Expired, (await _relay.EndAsync(head, envelope.Id))!.Value.State);
        Assert.Equal(alive.Envelope.Id, Assert.Single(await _relay.OfAsync(b)).Id);
    }

    [Fact]
    public async Task List_InPages_AndShow_TellNumbersAndTimes_AndNoUser()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var held = await _relay.HoldAsync(a, b, count: 3);

        var first = await _relay.Operator.ListHeldAsync(new HeldFilter(b.Name, a.Name, "rejected", DateTimeOffset.UtcNow.AddHours(1)), max: 2);
        var second = await _relay.Operator.ListHeldAsync(new HeldFilter(b.Name), max: 2, first.Cursor);
        var shown = await _relay.Operator.FindHeldAsync(b.Name, first.Held[0].Key);

        Assert.Equal((2, 1, null), (first.Held.Count, second.Held.Count, second.Cursor));
        Assert.Equal(held.Select(one => one.Envelope.Id), first.Held.Concat(second.Held).Select(one => one.Id!.Value));
        Assert.Equal((1, 300), (Assert.Single(shown!.Ciphertexts).Type, shown.Ciphertexts[0].Bytes));
        Assert.Equal((a.Name, "normal", 3), (shown.Sender, shown.Class, shown.Attempts));
        Assert.Null(await _relay.Operator.FindHeldAsync(a.Name, first.Held[0].Key));
        using var key = fixture.Stack.Identity.OperatorKey();
        using var raw = RawCall.Signed(fixture.Stack, key, HttpMethod.Get, $"/v1/held/{b.Name}/{first.Held[0].Key}", []);
        Assert.DoesNotContain("the.recipient", (await RawCall.SendAsync(raw)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_OfAPartner_AreRefused()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/v1/held"), (HttpMethod.Post, "/v1/held/replay"), (HttpMethod.Delete, $"/v1/held/{a.Name}/000001772366400-a") })
        {
            using var request = RawCall.Signed(fixture.Stack, a.Key, method, path, []);
            Assert.Equal(401, (await RawCall.SendAsync(request)).Status);
        }
    }

    [Fact]
    public async Task Replay_SignedOnceAndSentTwice_IsRefusedTheSecondTime()
    {
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"partner":"{{b.Name}}","all":true}""");
        using var key = fixture.Stack.Identity.OperatorKey();
        using var request = RawCall.Signed(fixture.Stack, key, HttpMethod.Post, "/v1/held/replay", body);
        using var again = RawCall.Copy(request, body);

        Assert.Equal(200, (await RawCall.SendAsync(request)).Status);
        Assert.Equal(401, (await RawCall.SendAsync(again)).Status);
    }

    [Fact]
    public async Task Replay_ForAPartnerThatIsNotThere_IsNotFound()
    {
        var refused = await Assert.ThrowsAsync<RelayProblemException>(() => _relay.Operator.ReplayHeldAsync(new ReplayOrder { Partner = "nobody-here", All = true }));

        Assert.Equal((404, "not-found"), (refused.Status, refused.Code));
    }
}
