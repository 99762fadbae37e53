using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Relay.Client.Calls;
using Relay.Road.Tests.Fixtures;
using Relay.Road.Tests.Turn;

namespace Relay.Road.Tests;

/// <summary>The credentials of <c>GET /v1/calls/relays</c>, taken from the running program to a real TURN server.</summary>
public sealed class CallRelaysTests(CallsFixture fixture) : IClassFixture<CallsFixture>
{
    [Fact]
    public async Task Relays_Configured_AreNamedWithCredentialsThatSoonExpire()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var before = DateTimeOffset.UtcNow;

        var relays = (await a.Client.GetCallRelaysAsync())!;

        var server = Assert.Single(relays.IceServers);
        Assert.Equal(CallsFixture.TurnUrls, server.Urls);
        Assert.InRange(relays.ExpiresAt, before.AddSeconds(CallsFixture.CredentialSeconds - 1), DateTimeOffset.UtcNow.AddSeconds(CallsFixture.CredentialSeconds));
        Assert.StartsWith(relays.ExpiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + ":", server.Username, StringComparison.Ordinal);
        Assert.Equal(PasswordOf(server.Username), server.Credential);
    }

    [Fact]
    public async Task Relays_AskedForTwice_CannotBeToldToBeOnePartners()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var (one, other) = (await ServerAsync(a), await ServerAsync(a));
        Assert.NotEqual(one.Username, other.Username);
        Assert.DoesNotContain(a.Name, one.Username, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Relays_OfAnUnsignedCall_AreNotTold()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Stack.Address, "/v1/calls/relays"));
        var (status, answer, _) = await RawCall.SendAsync(request);
        Assert.Equal(401, status);
        Assert.DoesNotContain("turn", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Relays_AskedForTooOften_AreRefusedWithTheLimit()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var answers = new List<(int Status, string Body)>();
        for (var i = 0; i < 40; i++)
            answers.Add(await a.CallAsync(fixture.Stack, HttpMethod.Get, "/v1/calls/relays"));

        Assert.Equal(200, answers[0].Status);
        Assert.Contains("partner.call-relays", Assert.Single(answers.Where(answer => answer.Status != 200).Take(1)).Body, StringComparison.Ordinal);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 429, answer.Body));
    }

    [Fact]
    public async Task Credential_OfTheRelay_AllocatesAtCoturn()
    {
        await using var coturn = await Coturn.StartAsync(CallsFixture.Secret);
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var server = await ServerAsync(a);
        using var client = new TurnClient(coturn.Address);

        Assert.Equal(new Allocation(true, 0), await client.AllocateAsync(server.Username, server.Credential));
    }

    [Fact]
    public async Task Credential_WrongOrExpired_IsRefusedByCoturn()
    {
        await using var coturn = await Coturn.StartAsync(CallsFixture.Secret);
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var server = await ServerAsync(a);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var (expired, good) = ($"{now - 60}:0123456789abcdef01234567", $"{now + 600}:0123456789abcdef01234567");
        var longer = $"{now + 86_400}{server.Username[server.Username.IndexOf(':', StringComparison.Ordinal)..]}";

        foreach (var (username, password) in ((string, string)[])
        [
            (server.Username, "A" + server.Credential[1..] == server.Credential ? "B" + server.Credential[1..] : "A" + server.Credential[1..]),
            (server.Username, ""),
            (longer, server.Credential), // its expiry moved by whoever holds it
            (expired, PasswordOf(expired)),
            ("ana", PasswordOf("ana")),
        ])
        {
            using var client = new TurnClient(coturn.Address);
            Assert.Equal(new Allocation(false, 401), await client.AllocateAsync(username, password));
        }

        // What the test computes by itself is good but for the time in it.
        using var last = new TurnClient(coturn.Address);
        Assert.Equal(new Allocation(true, 0), await last.AllocateAsync(good, PasswordOf(good)));
    }

    [Fact]
    public async Task Credential_UnderAnotherSecret_IsRefusedByCoturn()
    {
        await using var coturn = await Coturn.StartAsync("another secret than the relay's");
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var server = await ServerAsync(a);
        using var client = new TurnClient(coturn.Address);

        Assert.Equal(new Allocation(false, 401), await client.AllocateAsync(server.Username, server.Credential));
    }

    private static async Task<IceServer> ServerAsync(TestPartner partner) => (await partner.Client.GetCallRelaysAsync())!.IceServers[0];

    private static string PasswordOf(string username)
    {
#pragma warning disable CA5350 // What coturn computes.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(CallsFixture.Secret), Encoding.UTF8.GetBytes(username)));
#pragma warning restore CA5350
    }
}
