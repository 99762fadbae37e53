using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Functions.Ledger;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>The end of an agreement: nothing is accepted for the partner, and what waits for it ends, wherever it waits.</summary>
[Collection(SharedStack.Name)]
public sealed class EndedPartnerTests(StackFixture fixture) : IDisposable
{
    private const string Reason = "partner-ended";

    private readonly AgreementOperator _operator = new(fixture.Stack);
    private readonly HeldRelay _held = new(fixture.Stack);

    public void Dispose()
    {
        _operator.Dispose();
        _held.Dispose();
    }

    [Theory]
    [InlineData("down")]
    [InlineData("pull")]
    [InlineData("suspended")]
    public async Task Ended_WhileEnvelopesWait_EndsThemAsRefused_AndTakesNoMore(string way)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, events: true);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 2, mode: way == "pull" ? DeliveryMode.Pull : null);
        await a.OptInAsync("ana");
        foreach (var user in new[] { "ben", "bea", "bob" })
            await b.OptInAsync(user);
        if (way == "down")
            await b.StopAsync();
        if (way == "suspended")
        {
            await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Suspended, "security-incident");
            await Eventually.TrueAsync(async () => (await b.CallAsync(fixture.Stack, HttpMethod.Get, "/v1/users/ben")).Status == 403, "the suspension is in force");
        }

        var sent = new List<OutgoingEnvelope>();
        foreach (var user in new[] { "ben", "bea", "bob", "ben" })
        {
            sent.Add(a.Envelope("ana", b, user));
            Assert.Equal(SendStatus.Accepted, (await a.SendAsync(sent[^1])).Status);
        }

        await Eventually.TrueAsync(() => fixture.Parked(b.Name) == sent.Count, "all are parked");
        await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Ended, "breach");

        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(fixture, a.Name)).Count == sent.Count, "all have ended");
        Assert.All(await Finals.ReadAsync(fixture, a.Name), final => Assert.Equal((FinalState.Refused, Reason), (final.State, final.Reason)));
        Assert.Equal("not-reachable", (await a.SendAsync(a.Envelope("ana", b, "ben"))).Problem!.Code);
        Assert.Empty(b.Received);
        await Eventually.TrueAsync(() => fixture.Parked(b.Name) == 0, "nothing is parked any more");
        await Eventually.TrueAsync(() => a.Notices.Any(notice => notice.Type == "receipts"), "the sender is told");
    }

    [Fact]
    public async Task Ended_WhileEnvelopesAreHeld_EndsThemWithTheSweep()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var held = await _held.HoldAsync(a, b, count: 3);
        await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Ended, "asked-by-partner");

        await _held.InvokeAsync("SweepStores");

        foreach (var (head, envelope) in held)
            Assert.Equal((FinalState.Refused, Reason), await _held.EndAsync(head, envelope.Id) is { } end ? (end.State, end.Reason) : default);
        Assert.Empty(await _held.OfAsync(b));
    }

    [Fact]
    public async Task Ended_Partner_IsRefusedAtTheDoor_AndUnknownToOthers()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await b.OptInAsync("ben");
        await _operator.Client.ChangeAgreementStateAsync(b.Name, PartnerStatus.Ended, "asked-by-partner");

        await Eventually.TrueAsync(
            async () => (await b.CallAsync(fixture.Stack, HttpMethod.Get, "/v1/users/ben")).Body.Contains("\"partner-ended\"", StringComparison.Ordinal), "the door is shut");
        Assert.Contains("\"partner-ended\"", (await b.CallAsync(fixture.Stack, HttpMethod.Get, "/v1/partner")).Body, StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => await a.Client.GetNetworkAsync(b.Name) is null, "others do not find it");
    }
}
