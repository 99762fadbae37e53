using Microsoft.AspNetCore.Http;
using Relay.Client;
using Relay.Client.Operators;
using Relay.Client.States;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Why an envelope is not delivered, in one answer; and an endpoint that says that it is gone.</summary>
[Collection(SharedStack.Name)]
public sealed class ExplainTests(StackFixture fixture)
{
    [Fact]
    public async Task Explain_PartnerAway_NamesItsBreakerAndTheNextTry()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        await b.StopAsync();
        var sent = a.Envelope("ana", b, "ben");
        await a.SendAsync(sent);

        Explanation found = null!;
        await Eventually.TrueAsync(async () => (found = await a.Client.ExplainAsync(sent.Id)).Breaker is { State: "open", NextTryAt: not null }, "the breaker opens");

        Assert.Equal(("parked", b.Name, "unreachable"), (found.State, found.To, found.Breaker!.Reason));
        Assert.Equal("parked", found.Lane!.State);
        Assert.True(found.Lane.ParkedBytes > 0);
        Assert.Contains(found.Quota, quota => quota.Name == "pair.envelopes");
        Assert.Equal("parked", (await a.Client.GetEnvelopeAsync(sent.Id))!.State);

        await b.StartAgainAsync();
        await Eventually.TrueAsync(async () => (await a.Client.ExplainAsync(sent.Id)).State == "delivered", "it is delivered");
    }

    [Fact]
    public async Task Explain_ForeignOrUnknown_TellsNothing()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var sent = a.Envelope("ana", b, "ben");
        await a.SendAsync(sent);
        await Eventually.TrueAsync(async () => (await a.Client.ExplainAsync(sent.Id)).State == "delivered", "it is delivered");

        var foreign = await b.Client.ExplainAsync(sent.Id);
        var unknown = await b.Client.ExplainAsync(Guid.CreateVersion7());

        Assert.Equal(unknown with { Id = sent.Id, Quota = foreign.Quota }, foreign);
        Assert.Equal("queued-or-unknown", foreign.State);
    }

    [Fact]
    public async Task Explain_ForAnOperator_AnswersForAnySender()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var sent = a.Envelope("ana", b, "ben");
        await a.SendAsync(sent);

        await Eventually.TrueAsync(async () => (await AsOperatorAsync(one => one.ExplainAsync(sent.Id, a.Name, b.Name))).State == "delivered", "it is delivered");
    }

    [Fact]
    public async Task Gone_DisablesTheEndpoint_TellsItsOwner_AndNothingIsLost()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1, events: true);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        b.Answer = _ => Results.StatusCode(410);
        var sent = Enumerable.Range(0, 3).Select(_ => a.Envelope("ana", b, "ben")).ToList();
        foreach (var one in sent)
            await a.SendAsync(one);

        await Eventually.TrueAsync(async () => (await a.Client.ExplainAsync(sent[0].Id)).Breaker?.State == "disabled", "the endpoint is disabled");
        await Eventually.TrueAsync(() => b.Notices.Any(notice => notice.Type == "endpoint.disabled"), "its owner is told");
        b.Answer = _ => null;
        await b.Client.EnableEndpointAsync();

        await Eventually.TrueAsync(() => b.Received.Count >= sent.Count, "what was parked goes out");
        Assert.Equal(sent.Select(one => one.Id), b.Received.Select(one => one.Id).Distinct());
        Assert.Equal("not-disabled", (await Assert.ThrowsAsync<RelayProblemException>(() => b.Client.EnableEndpointAsync())).Problem!.Code);
    }

    private async Task<T> AsOperatorAsync<T>(Func<RelayOperator, Task<T>> ask)
    {
        using var key = fixture.Stack.Identity.OperatorKey();
        using var operators = new RelayOperator(new RelayClientOptions { Address = fixture.Stack.Address, Authority = fixture.Stack.Authority, Key = key });
        return await ask(operators);
    }
}
