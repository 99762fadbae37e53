using Relay.Client;
using Relay.Client.Envelopes;
using Relay.Client.Operators;
using Relay.Functions.Ledger;
using Relay.Local.Sandbox;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>
/// The real stack against a partner with each fault: nothing is lost, what one user writes to another arrives in order, each
/// envelope ends once, and everything is there when the partner is healthy again.
/// </summary>
[Collection(SharedStack.Name)]
public sealed class FaultyPartnerTests(StackFixture fixture)
{
    private const string Ben = "ben";
    private const string Bea = "bea";

    public static TheoryData<SandboxFault> Passing =>
    [
        SandboxFault.Down,
        SandboxFault.SlowLoris,
        SandboxFault.Slow,
        SandboxFault.Throttled,
        SandboxFault.Errors,
        SandboxFault.Reset,
        SandboxFault.Redirect,
        SandboxFault.HugeAnswer,
        SandboxFault.WrongJson,
        SandboxFault.UnknownIds,
        SandboxFault.Flapping,
    ];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Fault_ThatPasses_LosesNothingAndKeepsOrder(SandboxFault fault)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await SandboxPeer.StartAsync(fixture.Stack, lanes: 2);
        var traffic = new Traffic(a, b, Ben, Bea);
        await traffic.OptInAsync();
        await traffic.SendAsync(2);
        await traffic.ArrivesInOrderAsync();

        var tries = b.Tries;
        b.Sandbox.Profile = new SandboxProfile(fault, DelayMilliseconds: 200, DownMilliseconds: 400, UpMilliseconds: 100);
        await traffic.SendAsync(4);
        await traffic.SendBatchAsync(6);
        await Eventually.TrueAsync(() => b.Tries >= tries + 2, "the partner is tried under the fault");
        b.Sandbox.Profile = SandboxProfile.Healthy;
        await traffic.SendAsync(4);

        await traffic.ArrivesInOrderAsync();
        await AllEndAsync(a, traffic, FinalState.Delivered);
    }

    [Fact]
    public async Task Contradictions_EndEachEnvelopeOnce()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await SandboxPeer.StartAsync(fixture.Stack);
        var traffic = new Traffic(a, b, Ben, Bea);
        await traffic.OptInAsync();
        b.Sandbox.Profile = new SandboxProfile(SandboxFault.Contradictions);

        await traffic.SendAsync(2);
        await traffic.SendBatchAsync(6);
        await Eventually.TrueAsync(() => b.Tries >= 2, "the partner is tried under the fault");
        b.Sandbox.Profile = SandboxProfile.Healthy;
        await traffic.SendAsync(2);

        await traffic.ArrivesInOrderAsync();
        await AllEndAsync(a, traffic, FinalState.Delivered, FinalState.Refused);
    }

    [Fact]
    public async Task Refusals_OfChosenUsers_EndAsRefusedAndHoldNobodyBack()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await SandboxPeer.StartAsync(fixture.Stack);
        var traffic = new Traffic(a, b, Ben, Bea);
        await traffic.OptInAsync();
        b.Sandbox.Profile = new SandboxProfile(SandboxFault.Refuse, Users: [Bea]);

        await traffic.SendAsync(2);
        await traffic.SendBatchAsync(6);

        await traffic.ArrivesInOrderAsync(Ben);
        await AllEndAsync(a, traffic, FinalState.Delivered, FinalState.Refused);
        var refused = (await Finals.ReadAsync(fixture, a.Name)).Where(final => final.State == FinalState.Refused).ToList();
        Assert.Equal(traffic.To(Bea).Order(), refused.Select(final => final.Id).Order());
        Assert.All(refused, final => Assert.Equal("sandbox", final.Reason));
    }

    [Fact]
    public async Task Retries_ForOneUser_HoldBackThatUserAlone()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await SandboxPeer.StartAsync(fixture.Stack);
        var traffic = new Traffic(a, b, Ben, Bea);
        await traffic.OptInAsync();
        b.Sandbox.Profile = new SandboxProfile(SandboxFault.Retry, Users: [Bea]);

        await traffic.SendAsync(4);
        await traffic.SendBatchAsync(6);
        await traffic.SendAsync(2);

        await traffic.ArrivesInOrderAsync(Ben);
        Assert.DoesNotContain(b.Record.Arrivals, arrived => arrived.To.User == Bea);
        b.Sandbox.Profile = SandboxProfile.Healthy;
        await traffic.SendAsync(2);
        await traffic.ArrivesInOrderAsync();
        await AllEndAsync(a, traffic, FinalState.Delivered);
    }

    [Fact]
    public async Task Poison_IsHeldAloneWhileItsLaneGoesOn_AndArrivesWhenItIsSentAgain()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await SandboxPeer.StartAsync(fixture.Stack);
        var traffic = new Traffic(a, b, Ben, Bea);
        await traffic.OptInAsync();
        b.Sandbox.Profile = new SandboxProfile(SandboxFault.Poison, Users: [Bea]);

        await traffic.SendBatchAsync(4);
        await traffic.SendAsync(4);

        await traffic.ArrivesInOrderAsync(Ben);
        Assert.DoesNotContain(b.Record.Arrivals, arrived => arrived.To.User == Bea);
        using var key = fixture.Stack.Identity.OperatorKey();
        using var operators = new RelayOperator(new RelayClientOptions { Address = fixture.Stack.Address, Authority = fixture.Stack.Authority, Key = key });
        var held = new HeldPage([]);
        await Eventually.TrueAsync(
            async () => (held = await operators.ListHeldAsync(new HeldFilter(b.Name))).Held.Count >= traffic.To(Bea).Count, "the poisoned ones are held");
        Assert.Equal(traffic.To(Bea).Order(), held.Held.Select(envelope => envelope.Id!.Value).Order());
        Assert.All(held.Held, envelope => Assert.Equal("rejected", envelope.Reason));
        await AllEndAsync(a, [.. traffic.Sent.Where(envelope => envelope.To.User == Ben)], FinalState.Delivered);

        b.Sandbox.Profile = SandboxProfile.Healthy;
        await operators.ReplayHeldAsync(new ReplayOrder { Partner = b.Name, All = true });
        await Eventually.TrueAsync(() => b.Record.Counts.Envelopes == traffic.Sent.Count, "what was held arrives when it is sent again");
        await AllEndAsync(a, traffic, FinalState.Delivered);
    }

    [Fact]
    public async Task Endpoint_Gone_IsCalledNoMoreUntilItIsSetAgain()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await SandboxPeer.StartAsync(fixture.Stack);
        var traffic = new Traffic(a, b, Ben);
        await traffic.OptInAsync();
        b.Sandbox.Profile = new SandboxProfile(SandboxFault.Gone);
        await traffic.SendAsync(1);
        await Eventually.TrueAsync(() => b.Tries == 1, "the endpoint says that it is gone");

        b.Sandbox.Profile = SandboxProfile.Healthy;
        await traffic.SendAsync(3);
        await Eventually.TrueAsync(() => fixture.Parked(b.Name) == 4, "all are parked");
        // A partner that is merely down is probed again and again in the meantime.
        await using var witness = await SandboxPeer.StartAsync(fixture.Stack);
        var others = new Traffic(a, witness, Bea);
        await others.OptInAsync();
        witness.Sandbox.Profile = new SandboxProfile(SandboxFault.Down);
        await others.SendAsync(1);
        await Eventually.TrueAsync(() => witness.Tries >= 4, "the witness is probed");
        Assert.Equal(1, b.Tries);
        witness.Sandbox.Profile = SandboxProfile.Healthy;
        await others.ArrivesInOrderAsync();

        await b.RegisterAsync();
        await traffic.ArrivesInOrderAsync();
        await AllEndAsync(a, [.. traffic.Sent, .. others.Sent], FinalState.Delivered);
    }

    private Task AllEndAsync(TestPartner sender, Traffic traffic, params FinalState[] allowed) => AllEndAsync(sender, traffic.Sent, allowed);

    private async Task AllEndAsync(TestPartner sender, IReadOnlyList<OutgoingEnvelope> sent, params FinalState[] allowed)
    {
        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(fixture, sender.Name)).Count >= sent.Count, "all have ended");
        var finals = await Finals.ReadAsync(fixture, sender.Name);
        Assert.Equal(sent.Select(envelope => envelope.Id).Order(), finals.Select(final => final.Id).Order());
        Assert.All(finals, final => Assert.Contains(final.State, allowed));
    }
}
