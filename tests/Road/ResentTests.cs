using Relay.Client;
using Relay.Client.Envelopes;
using Relay.Functions.Ledger;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Envelopes that come again in another request, where accept remembers nothing: their lane finds them.</summary>
public sealed class ResentTests : StackFixture
{
    protected override Dictionary<string, string> Settings => new(base.Settings) { ["Accept__RememberedIds"] = "0" };

    [Fact]
    public async Task Envelope_AgainInOtherCompany_IsDeliveredOnce()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var (first, second, last) = (a.Envelope("ana", b, "ben"), a.Envelope("ana", b, "ben"), a.Envelope("ana", b, "ben"));
        await a.SendAsync(first);
        await Eventually.TrueAsync(() => b.Received.Count == 1, "the first arrives");

        Assert.All(await a.Client.SendAsync([first, second]), result => Assert.Equal(SendStatus.Accepted, result.Status));
        await a.SendAsync(last);

        await Eventually.TrueAsync(() => b.Received.Any(envelope => envelope.Id == last.Id), "the last arrives");
        Assert.Equal([first.Id, second.Id, last.Id], b.Received.Select(envelope => envelope.Id));
        Assert.Equal(3, (await Finals.ReadAsync(this, a.Name)).Count);
    }

    [Fact]
    public async Task Id_WithOtherContent_EndsAsRefusedAndTheFirstStands()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 1);
        await a.OptInAsync("ana");
        await b.OptInAsync("ben");
        var sent = a.Envelope("ana", b, "ben");
        await a.SendAsync(sent);
        await Eventually.TrueAsync(async () => (await a.Client.GetEnvelopeAsync(sent.Id))?.State == "delivered", "the first is delivered");

        await a.SendAsync(sent with { Ciphertexts = a.Envelope("ana", b, "ben").Ciphertexts });

        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(this, a.Name)).Count == 2, "the second ends");
        Assert.Contains(await Finals.ReadAsync(this, a.Name), final => final is { State: FinalState.Refused, Reason: "id-reused" } && final.Id == sent.Id);
        Assert.Single(b.Received);
        Assert.Equal("delivered", (await a.Client.GetEnvelopeAsync(sent.Id))!.State);
    }
}
