using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A partner that is away while others send it more than may be parked.</summary>
public sealed class ParkedBoundsTests : StackFixture
{
    private const int EnvelopeBytes = 5_000;

    protected override Dictionary<string, string> Settings => new(base.Settings)
    {
        ["Limits__ParkedPairBytes"] = "40000",
        ["Limits__ParkedPartnerBytes"] = "1000000",
    };

    [Fact]
    public async Task Sender_ThatHasFilledItsRoom_IsUnavailableForThatLaneAlone_UntilItIsDrained()
    {
        await using var a = await StartAsync("ana");
        await using var away = await StartAsync("ben");
        await using var c = await StartAsync("cem");
        await away.StopAsync();
        List<OutgoingEnvelope> accepted = [];
        var full = await SendUntilFullAsync(a, away, accepted);

        Assert.Equal(("lane-full", "to.partner", "parked.pair-bytes: bytes", "40000"), (full.Code, full.Field, full.Rule, full.Limit));
        Assert.InRange(full.RetryAfterSeconds ?? 0, 5, 300);

        // In one request the rest passes, and another sender has room of its own.
        var toOther = a.Envelope("ana", c, "cem");
        var results = await a.Client.SendAsync([a.Envelope("ana", away, "ben"), toOther]);
        Assert.Equal([SendStatus.Unavailable, SendStatus.Accepted], results.Select(result => result.Status));
        Assert.Equal(SendStatus.Accepted, (await c.SendAsync(c.Envelope("cem", away, "ben"))).Status);
        await Eventually.TrueAsync(() => c.Received.Any(envelope => envelope.Id == toOther.Id), "what passed arrives");

        await away.StartAgainAsync();
        await Eventually.TrueAsync(() => accepted.TrueForAll(envelope => away.Received.Any(received => received.Id == envelope.Id)), "all that was accepted arrives");
        await Eventually.TrueAsync(async () => (await a.SendAsync(a.Envelope("ana", away, "ben"))).Status == SendStatus.Accepted, "there is room again");
        Assert.Equal(
            accepted.Select(envelope => envelope.Id), away.Received.Where(envelope => accepted.Exists(sent => sent.Id == envelope.Id)).Select(envelope => envelope.Id).Distinct());
    }

    private static async Task<Client.RelayProblem> SendUntilFullAsync(TestPartner from, TestPartner to, List<OutgoingEnvelope> accepted)
    {
        Client.RelayProblem? full = null;
        await Eventually.TrueAsync(
            async () =>
            {
                var envelope = from.Envelope("ana", to, "ben", EnvelopeBytes);
                var result = await from.SendAsync(envelope);
                if (result.Status == SendStatus.Accepted)
                    accepted.Add(envelope);
                full = result.Problem;
                return full is not null;
            },
            "the sender's room is full");
        return full!;
    }

    private async Task<TestPartner> StartAsync(string user)
    {
        var partner = await TestPartner.StartAsync(Stack);
        await partner.OptInAsync(user);
        return partner;
    }
}
