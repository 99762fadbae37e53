using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Relay.Client.Envelopes;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Partners that ask for more than agreed: what they are told, and that nobody else notices.</summary>
public sealed class LimitsTests : StackFixture
{
    private const int LargestBody = 16 * 1024 * 1024;
    private const int BeginningBytes = 256 * 1024;

    protected override Dictionary<string, string> Settings => new(base.Settings)
    {
        ["Limits__PartnerRequestsPerSecond"] = "1",
        ["Limits__PartnerRequestsBurst"] = "40",
        ["Limits__PartnerEnvelopesPerSecond"] = "1",
        ["Limits__PartnerEnvelopesBurst"] = "100",
        ["Limits__PairEnvelopesPerSecond"] = "1",
        ["Limits__PairEnvelopesBurst"] = "60",
        ["Limits__PartnerBytesInFlight"] = "16777216",
        ["Limits__InstanceBytesInFlight"] = "33554432",
    };

    [Fact]
    public async Task Partner_OverItsEnvelopes_IsToldWhenToTryAgain_AndOthersAreNot()
    {
        await using var a = await StartAsync("ana");
        await using var b = await StartAsync("ben");
        await using var c = await StartAsync("cem");
        await a.Client.SendAsync([.. Many(50, () => a.Envelope("ana", b, "ben")), .. Many(50, () => a.Envelope("ana", c, "cem"))]);

        var results = await a.Client.SendAsync(Many(10, () => a.Envelope("ana", b, "ben")));

        Assert.All(results, result => Assert.Equal(SendStatus.Unavailable, result.Status));
        var problem = results[0].Problem!;
        Assert.Equal(("too-fast", "envelopes", "partner.envelopes: envelopes a second", "1"), (problem.Code, problem.Field, problem.Rule, problem.Limit));
        Assert.InRange(problem.RetryAfterSeconds ?? 0, 5, 11);
        Assert.Equal(SendStatus.Accepted, (await b.SendAsync(b.Envelope("ben", a, "ana"))).Status);
    }

    [Fact]
    public async Task Pair_OverItsEnvelopes_IsUnavailableFromThereOn_AndOtherPairsPass()
    {
        await using var a = await StartAsync("ana");
        await using var b = await StartAsync("ben");
        await using var c = await StartAsync("cem");
        var toBen = Many(70, () => a.Envelope("ana", b, "ben"));
        var toCem = Many(10, () => a.Envelope("ana", c, "cem"));

        var results = await a.Client.SendAsync([.. toBen, .. toCem]);

        // Two slow seconds may have let one or two more pass; none passes one that was turned away.
        var passed = results.TakeWhile(result => result.Status == SendStatus.Accepted).Count();
        Assert.InRange(passed, 60, 65);
        Assert.All(results.Take(70).Skip(passed), result => Assert.Equal((SendStatus.Unavailable, "pair-too-fast"), (result.Status, result.Problem?.Code)));
        Assert.All(results.Skip(70), result => Assert.Equal(SendStatus.Accepted, result.Status));
        var problem = results[passed].Problem!;
        Assert.Equal(("to.partner", "pair.envelopes: envelopes a second", "1"), (problem.Field, problem.Rule, problem.Limit));
        Assert.Equal(1, problem.RetryAfterSeconds);
        await Eventually.TrueAsync(() => b.Received.Count == passed && c.Received.Count == 10, "those that passed arrive");
        Assert.Equal(toBen.Take(passed).Select(envelope => envelope.Id), b.Received.Select(envelope => envelope.Id));
    }

    [Fact]
    public async Task Partner_Flooding_IsShedWhileAnotherIsAcceptedThroughout()
    {
        await using var flooding = await StartAsync("ana");
        await using var quiet = await StartAsync("ben");
        var flood = Many(200, () => LookUpAsync(flooding)).ToList();

        for (var i = 0; i < 20; i++)
            Assert.Equal(SendStatus.Accepted, (await quiet.SendAsync(quiet.Envelope("ben", flooding, "ana"))).Status);

        var answers = await Task.WhenAll(flood);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 429, answer.Body));
        var shed = answers.Where(answer => answer.Status == 429).ToList();
        Assert.InRange(shed.Count, 100, 170);
        using var problem = JsonDocument.Parse(shed[^1].Body);
        Assert.StartsWith("partner.requests", problem.RootElement.GetProperty("rule").GetString());
        Assert.True(problem.RootElement.GetProperty("retryAfterSeconds").GetInt32() > 0);
    }

    [Fact]
    public async Task UnsignedBodies_ThatNeverCome_AreBoundedBeforeTheyAreRead()
    {
        await using var a = await StartAsync("ana");
        await using var b = await StartAsync("ben");
        using (var announced = await AnnounceAsync(LargestBody))
        {
            await Eventually.TrueAsync(async () => (await UnsignedAsync()).Status == 429, "the part of unsigned callers is taken");
            var refused = await UnsignedAsync();
            Assert.Equal("application/problem+json", refused.ContentType);
            Assert.Contains("partner.bytes-in-flight", refused.Body, StringComparison.Ordinal);
            Assert.Equal(SendStatus.Accepted, (await a.SendAsync(a.Envelope("ana", b, "ben"))).Status);
        }

        await Eventually.TrueAsync(async () => (await UnsignedAsync()).Status == 401, "who has gone gives the room back");
    }

    private static List<T> Many<T>(int count, Func<T> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    private async Task<TestPartner> StartAsync(string user)
    {
        var partner = await TestPartner.StartAsync(Stack);
        await partner.OptInAsync(user);
        return partner;
    }

    private async Task<(int Status, string Body, string? ContentType)> LookUpAsync(TestPartner partner)
    {
        using var request = RawCall.Signed(Stack, partner.Key, HttpMethod.Get, "/v1/users/ana", []);
        return await RawCall.SendAsync(request);
    }

    private async Task<(int Status, string Body, string? ContentType)> UnsignedAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Stack.Address, "/v1/envelopes")) { Content = new StringContent("{}", null, "application/json") };
        return await RawCall.SendAsync(request);
    }

    private async Task<TcpClient> AnnounceAsync(int bytes)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(Stack.Address.Host, Stack.Address.Port);
        var head = $"POST /v1/envelopes HTTP/1.1\r\nHost: {Stack.Authority}\r\nContent-Type: application/json\r\nContent-Length: {bytes}\r\n\r\n";
        // The host hands on what fills its buffers.
        await connection.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. new byte[BeginningBytes]]);
        return connection;
    }
}
