using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Functions.Ledger;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Changes of a partner's number of lanes while envelopes are under way, on the real stack.</summary>
public sealed class LaneChangeTests : StackFixture
{
    private static readonly string[] Users = ["u0", "u1", "u2", "u3", "u4"];

    protected override Dictionary<string, string> Settings => new(base.Settings)
    {
        ["Relay__DirectoryCacheSeconds"] = "1",
        ["Accept__SendSeconds"] = "5",
    };

    [Fact]
    public async Task OtherLanes_UnderLoad_LoseAndReorderNothing()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 2);
        await OptInAsync(a, b);
        var sent = new List<OutgoingEnvelope>();

        await SendAsync(a, b, sent, 60);
        await b.RegisterAsync(PartnerStatus.Live, lanes: 5);
        await SendAsync(a, b, sent, 60);
        await b.StopAsync();
        await SendAsync(a, b, sent, 20);
        await b.StartAgainAsync();
        await ChangeAsync(b, lanes: 3);
        await SendAsync(a, b, sent, 60);

        await ArriveInOrderAsync(a, b, sent);
    }

    [Fact]
    public async Task OtherLanes_WhileThePartnerIsAway_WaitForTheOldOnes()
    {
        await using var a = await TestPartner.StartAsync(Stack);
        await using var b = await TestPartner.StartAsync(Stack, lanes: 3);
        await OptInAsync(a, b);
        var sent = new List<OutgoingEnvelope>();
        await b.StopAsync();
        await SendAsync(a, b, sent, 40);

        await b.RegisterAsync(PartnerStatus.Live, lanes: 1);
        await SendAsync(a, b, sent, 40);
        var conflict = await Assert.ThrowsAsync<RelayProblemException>(() => b.RegisterAsync(PartnerStatus.Live, lanes: 2));
        Assert.Equal("lanes-changing", conflict.Problem!.Code);
        await b.StartAgainAsync();

        await ArriveInOrderAsync(a, b, sent);
    }

    // The change before must be in force.
    private static Task ChangeAsync(TestPartner partner, int lanes) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                await partner.RegisterAsync(PartnerStatus.Live, lanes);
                return true;
            }
            catch (RelayProblemException problem) when (problem.Problem?.Code == "lanes-changing")
            {
                return false;
            }
        },
        "the lanes can be changed again");

    private static async Task OptInAsync(TestPartner a, TestPartner b)
    {
        await a.OptInAsync("ana");
        foreach (var user in Users)
            await b.OptInAsync(user);
    }

    private static async Task SendAsync(TestPartner a, TestPartner b, List<OutgoingEnvelope> sent, int count)
    {
        for (var i = 0; i < count; i += 5)
        {
            var batch = Users.Select(user => a.Envelope("ana", b, user)).ToList();
            sent.AddRange(batch);
            await AcceptAsync(a, batch);
        }
    }

    // In the gap between the old lanes and the new nothing is accepted; what was not is sent again, in the same order.
    private static Task AcceptAsync(TestPartner sender, List<OutgoingEnvelope> batch) => Eventually.TrueAsync(
        async () =>
        {
            var results = await sender.Client.SendAsync(batch);
            Assert.All(results, result => Assert.Contains(result.Status, new[] { SendStatus.Accepted, SendStatus.Duplicate, SendStatus.Unavailable }));
            return results.All(result => result.Status != SendStatus.Unavailable);
        },
        "everything is accepted");

    private async Task ArriveInOrderAsync(TestPartner a, TestPartner b, List<OutgoingEnvelope> sent)
    {
        await Eventually.TrueAsync(async () => (await Finals.ReadAsync(this, a.Name)).Count >= sent.Count, "everything ends");
        Assert.All(await Finals.ReadAsync(this, a.Name), final => Assert.Equal(FinalState.Delivered, final.State));
        foreach (var user in Users)
            Assert.Equal(sent.Where(one => one.To.User == user).Select(one => one.Id), b.Received.Where(one => one.To.User == user).Select(one => one.Id).Distinct());
    }
}
